<?xml version="1.0" encoding="UTF-8"?>
<!-- Expanded source to content.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:variable name="styles" select="document('styles.xml')/styles"/>

  <xsl:template match="/template">
    <office:document-content office:version="1.3">
      <office:automatic-styles>
        <xsl:for-each select="$styles/style">
          <style:style style:name="K{@id}" style:family="paragraph" style:parent-style-name="{@id}"><style:paragraph-properties fo:keep-with-next="always"/></style:style>
          <style:style style:name="B{@id}" style:family="paragraph" style:parent-style-name="{@id}"><style:paragraph-properties fo:break-before="page"/></style:style>
        </xsl:for-each>
        <style:style style:name="TurnPortrait" style:family="paragraph" style:parent-style-name="PageStart" style:master-page-name="Following"><style:paragraph-properties style:page-number="auto"/></style:style>
        <style:style style:name="TurnLandscape" style:family="paragraph" style:parent-style-name="PageStart" style:master-page-name="Landscape"><style:paragraph-properties style:page-number="auto"/></style:style>
        <style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/></style:style>
        <style:style style:name="Italic" style:family="text"><style:text-properties fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"/></style:style>
        <style:style style:name="Underline" style:family="text"><style:text-properties style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/></style:style>
        <style:style style:name="Spaced" style:family="text"><style:text-properties fo:letter-spacing="3pt"/></style:style>
        <style:style style:name="GridCell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding-top="0.05cm" fo:padding-bottom="0.05cm" fo:padding-left="0.15cm" fo:padding-right="0.15cm"/></style:style>
        <style:style style:name="BareCell" style:family="table-cell"><style:table-cell-properties fo:border="none" fo:padding="0cm"/></style:style>
        <style:style style:name="BottomCell" style:family="table-cell"><style:table-cell-properties fo:border="none" fo:padding="0cm" style:vertical-align="bottom"/></style:style>
        <style:style style:name="WholeRow" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>
        <xsl:for-each select="//table">
          <xsl:variable name="t" select="count(preceding::table) + count(ancestor::table) + 1"/>
          <style:style style:name="Table{$t}" style:family="table"><style:table-properties style:rel-width="100%" table:align="margins" style:width="{$styles/page/@width - $styles/page/@left - $styles/page/@right}mm" table:border-model="collapsing"><xsl:if test="@keep"><xsl:attribute name="fo:keep-with-next">always</xsl:attribute></xsl:if></style:table-properties></style:style>
          <xsl:call-template name="column-styles"><xsl:with-param name="name"><xsl:call-template name="columns-name"><xsl:with-param name="t" select="$t"/></xsl:call-template></xsl:with-param><xsl:with-param name="widths" select="concat(normalize-space(@widths), ' ')"/></xsl:call-template>
        </xsl:for-each>
      </office:automatic-styles>
      <office:body>
        <office:text>
          <xsl:apply-templates/>
        </office:text>
      </office:body>
    </office:document-content>
  </xsl:template>
  <!-- The columns of the letter's corner have a name: a form profile sets their widths. -->
  <xsl:template name="columns-name">
    <xsl:param name="t"/>
    <xsl:choose><xsl:when test="@style='corner'">Corner</xsl:when><xsl:otherwise>Table<xsl:value-of select="$t"/></xsl:otherwise></xsl:choose>
  </xsl:template>
  <xsl:template name="column-styles">
    <xsl:param name="name"/><xsl:param name="widths"/><xsl:param name="i" select="1"/>
    <xsl:if test="normalize-space($widths)">
      <style:style style:name="{$name}.{$i}" style:family="table-column"><style:table-column-properties style:rel-column-width="{round(substring-before($widths, ' ') * 655)}*" style:column-width="{substring-before($widths, ' ') * 1.65}mm"/></style:style>
      <xsl:call-template name="column-styles"><xsl:with-param name="name" select="$name"/><xsl:with-param name="widths" select="substring-after($widths, ' ')"/><xsl:with-param name="i" select="$i + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="columns">
    <xsl:param name="name"/><xsl:param name="widths"/><xsl:param name="i" select="1"/>
    <xsl:if test="normalize-space($widths)">
      <table:table-column table:style-name="{$name}.{$i}"/>
      <xsl:call-template name="columns"><xsl:with-param name="name" select="$name"/><xsl:with-param name="widths" select="substring-after($widths, ' ')"/><xsl:with-param name="i" select="$i + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="tag"><text:p text:style-name="Tag">{%p <xsl:value-of select="."/> %}</text:p></xsl:template>
  <xsl:template match="table/tag">
    <xsl:variable name="n" select="string-length(../@widths) - string-length(translate(../@widths, ' ', '')) + 1"/>
    <table:table-row>
      <table:table-cell table:style-name="BareCell" office:value-type="string">
        <xsl:if test="$n &gt; 1"><xsl:attribute name="table:number-columns-spanned"><xsl:value-of select="$n"/></xsl:attribute></xsl:if>
        <text:p text:style-name="Tag">{%tr <xsl:value-of select="."/> %}</text:p>
      </table:table-cell>
      <xsl:if test="$n &gt; 1"><table:covered-table-cell table:number-columns-repeated="{$n - 1}"/></xsl:if>
    </table:table-row>
  </xsl:template>
  <xsl:template match="p//tag|h//tag"><xsl:text>{% </xsl:text><xsl:value-of select="."/><xsl:text> %}</xsl:text></xsl:template>
  <xsl:template match="v"><xsl:text>{{ </xsl:text><xsl:value-of select="."/><xsl:text> }}</xsl:text></xsl:template>
  <xsl:template match="t"><xsl:choose><xsl:when test=". = ' '"><text:s/></xsl:when><xsl:otherwise><xsl:value-of select="."/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="b"><text:span text:style-name="Bold"><xsl:apply-templates/></text:span></xsl:template>
  <xsl:template match="i"><text:span text:style-name="Italic"><xsl:apply-templates/></text:span></xsl:template>
  <xsl:template match="u"><text:span text:style-name="Underline"><xsl:apply-templates/></text:span></xsl:template>
  <xsl:template match="spaced"><text:span text:style-name="Spaced"><xsl:apply-templates/></text:span></xsl:template>

  <xsl:template match="p">
    <text:p>
      <xsl:attribute name="text:style-name"><xsl:choose><xsl:when test="@keep">K</xsl:when><xsl:when test="@break">B</xsl:when></xsl:choose><xsl:value-of select="@style"/></xsl:attribute>
      <xsl:apply-templates/>
    </text:p>
  </xsl:template>
  <xsl:template match="h"><text:h text:style-name="Heading{@level}" text:outline-level="{@level}"><xsl:apply-templates/></text:h></xsl:template>

  <xsl:template match="table">
    <xsl:variable name="t" select="count(preceding::table) + count(ancestor::table) + 1"/>
    <table:table table:style-name="Table{$t}">
      <xsl:call-template name="columns"><xsl:with-param name="name"><xsl:call-template name="columns-name"><xsl:with-param name="t" select="$t"/></xsl:call-template></xsl:with-param><xsl:with-param name="widths" select="concat(normalize-space(@widths), ' ')"/></xsl:call-template>
      <xsl:if test="row[@header]"><table:table-header-rows><xsl:apply-templates select="row[@header]"/></table:table-header-rows></xsl:if>
      <xsl:apply-templates select="row[not(@header)]|tag"/>
    </table:table>
  </xsl:template>
  <xsl:template match="row"><table:table-row table:style-name="WholeRow"><xsl:apply-templates/></table:table-row></xsl:template>
  <xsl:template match="cell">
    <table:table-cell office:value-type="string">
      <xsl:attribute name="table:style-name"><xsl:choose><xsl:when test="ancestor::table[1]/@style='grid'">GridCell</xsl:when><xsl:when test="@valign='bottom'">BottomCell</xsl:when><xsl:otherwise>BareCell</xsl:otherwise></xsl:choose></xsl:attribute>
      <xsl:if test="@span &gt; 1"><xsl:attribute name="table:number-columns-spanned"><xsl:value-of select="@span"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
    </table:table-cell>
    <xsl:if test="@span &gt; 1"><table:covered-table-cell table:number-columns-repeated="{@span - 1}"/></xsl:if>
  </xsl:template>

  <xsl:template match="page-start">
    <text:p text:style-name="Tag">{%p if a.orientation == 'landscape' %}</text:p>
    <text:p text:style-name="TurnLandscape"/>
    <text:p text:style-name="Tag">{%p else %}</text:p>
    <text:p text:style-name="TurnPortrait"/>
    <text:p text:style-name="Tag">{%p endif %}</text:p>
  </xsl:template>
</xsl:stylesheet>
