<?xml version="1.0" encoding="UTF-8"?>
<!-- styles.xml to ODF's styles.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:param name="template"/>
  <xsl:param name="orientation"/>
  <xsl:template match="/styles">
    <office:document-styles office:version="1.3">
      <office:font-face-decls>
        <style:font-face style:name="{@font}" svg:font-family="'{@font}', '{@fallback}'" style:font-family-generic="roman" style:font-pitch="variable"/>
      </office:font-face-decls>
      <office:styles>
        <style:default-style style:family="paragraph">
          <style:paragraph-properties fo:hyphenation-ladder-count="no-limit" style:tab-stop-distance="12.5mm" style:writing-mode="page" fo:orphans="2" fo:widows="2"/>
          <style:text-properties style:font-name="{@font}" style:font-name-asian="{@font}" style:font-name-complex="{@font}" fo:font-size="{@size}pt" style:font-size-asian="{@size}pt" style:font-size-complex="{@size}pt" fo:language="ru" fo:country="RU" fo:hyphenate="false"/>
        </style:default-style>
        <style:default-style style:family="table"><style:table-properties table:border-model="collapsing" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"/></style:default-style>
        <style:default-style style:family="table-row"><style:table-row-properties fo:keep-together="auto"/></style:default-style>
        <style:style style:name="Standard" style:display-name="Обычный" style:family="paragraph" style:class="text"/>
        <style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties fo:color="#0000ff" style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/></style:style>
        <xsl:apply-templates select="style"/>
      </office:styles>
      <office:automatic-styles>
        <style:page-layout style:name="Portrait">
          <style:page-layout-properties fo:page-width="{page/@width}mm" fo:page-height="{page/@height}mm" style:print-orientation="portrait" fo:margin-left="{page/@left}mm" fo:margin-right="{page/@right}mm" fo:margin-top="{page/@header}mm" fo:margin-bottom="{page/@bottom}mm"/>
          <style:header-style><style:header-footer-properties fo:min-height="{page/@top - page/@header}mm" fo:margin-bottom="2mm" style:dynamic-spacing="true"/></style:header-style>
        </style:page-layout>
        <style:page-layout style:name="PortraitFirst">
          <style:page-layout-properties fo:page-width="{page/@width}mm" fo:page-height="{page/@height}mm" style:print-orientation="portrait" fo:margin-left="{page/@left}mm" fo:margin-right="{page/@right}mm" fo:margin-top="{page/@top}mm" fo:margin-bottom="{page/@bottom}mm"/>
        </style:page-layout>
        <style:page-layout style:name="Wide">
          <style:page-layout-properties fo:page-width="{page/@height}mm" fo:page-height="{page/@width}mm" style:print-orientation="landscape" fo:margin-left="{landscape/@left}mm" fo:margin-right="{landscape/@right}mm" fo:margin-top="{landscape/@header}mm" fo:margin-bottom="{landscape/@bottom}mm"/>
          <style:header-style><style:header-footer-properties fo:min-height="{landscape/@top - landscape/@header}mm" fo:margin-bottom="2mm" style:dynamic-spacing="true"/></style:header-style>
        </style:page-layout>
        <style:page-layout style:name="WideFirst">
          <style:page-layout-properties fo:page-width="{page/@height}mm" fo:page-height="{page/@width}mm" style:print-orientation="landscape" fo:margin-left="{landscape/@left}mm" fo:margin-right="{landscape/@right}mm" fo:margin-top="{landscape/@top}mm" fo:margin-bottom="{landscape/@bottom}mm"/>
        </style:page-layout>
      </office:automatic-styles>
      <office:master-styles>
        <xsl:choose>
          <xsl:when test="$orientation='landscape'"><style:master-page style:name="Standard" style:page-layout-name="WideFirst" style:next-style-name="Landscape"/></xsl:when>
          <xsl:otherwise><style:master-page style:name="Standard" style:page-layout-name="PortraitFirst" style:next-style-name="Following"/></xsl:otherwise>
        </xsl:choose>
        <style:master-page style:name="Following" style:display-name="Следующие" style:page-layout-name="Portrait"><style:header><text:p text:style-name="Header"><text:page-number text:select-page="current">2</text:page-number></text:p></style:header></style:master-page>
        <style:master-page style:name="Landscape" style:display-name="Альбомная" style:page-layout-name="Wide"><style:header><text:p text:style-name="Header"><text:page-number text:select-page="current">2</text:page-number></text:p></style:header></style:master-page>
      </office:master-styles>
    </office:document-styles>
  </xsl:template>
  <xsl:template match="style">
    <xsl:variable name="line" select="(in[@template=$template]/@line | self::*[not(in[@template=$template])]/@line)[1]"/>
    <style:style style:name="{@id}" style:display-name="{@title}" style:family="paragraph" style:parent-style-name="Standard">
      <!-- No list style: an office would take a heading's indents from the list of its outline. -->
      <xsl:if test="@level"><xsl:attribute name="style:default-outline-level"><xsl:value-of select="@level"/></xsl:attribute><xsl:attribute name="style:list-style-name"/></xsl:if>
      <xsl:attribute name="style:class"><xsl:choose><xsl:when test="@id='Header' or @id='Footer'">extra</xsl:when><xsl:when test="@level or @id='Title'">chapter</xsl:when><xsl:otherwise>text</xsl:otherwise></xsl:choose></xsl:attribute>
      <style:paragraph-properties fo:text-align="{translate(@align, '', '')}">
        <xsl:attribute name="fo:text-align"><xsl:choose><xsl:when test="@align='left'">start</xsl:when><xsl:when test="@align='right'">end</xsl:when><xsl:otherwise><xsl:value-of select="@align"/></xsl:otherwise></xsl:choose></xsl:attribute>
        <xsl:if test="@left"><xsl:attribute name="fo:margin-left"><xsl:value-of select="@left"/>mm</xsl:attribute></xsl:if>
        <xsl:if test="@right"><xsl:attribute name="fo:margin-right"><xsl:value-of select="@right"/>mm</xsl:attribute></xsl:if>
        <xsl:if test="@indent"><xsl:attribute name="fo:text-indent"><xsl:value-of select="@indent"/>mm</xsl:attribute></xsl:if>
        <xsl:if test="@before"><xsl:attribute name="fo:margin-top"><xsl:value-of select="@before"/>pt</xsl:attribute></xsl:if>
        <xsl:if test="@after"><xsl:attribute name="fo:margin-bottom"><xsl:value-of select="@after"/>pt</xsl:attribute></xsl:if>
        <xsl:if test="$line"><xsl:attribute name="fo:line-height"><xsl:value-of select="$line * 100"/>%</xsl:attribute></xsl:if>
        <xsl:if test="@keep"><xsl:attribute name="fo:keep-with-next">always</xsl:attribute></xsl:if>
        <xsl:if test="@nolines"><xsl:attribute name="fo:keep-together">always</xsl:attribute></xsl:if>
      </style:paragraph-properties>
        <style:text-properties fo:font-size="{../@size}pt">
          <xsl:if test="@bold='yes'"><xsl:attribute name="fo:font-weight">bold</xsl:attribute></xsl:if>
          <xsl:if test="@italic"><xsl:attribute name="fo:font-style">italic</xsl:attribute></xsl:if>
          <xsl:if test="@size"><xsl:attribute name="fo:font-size"><xsl:value-of select="@size"/>pt</xsl:attribute></xsl:if>
          <xsl:if test="@letterspacing"><xsl:attribute name="fo:letter-spacing"><xsl:value-of select="@letterspacing"/>pt</xsl:attribute></xsl:if>
          <xsl:if test="@colour"><xsl:attribute name="fo:color">#<xsl:value-of select="@colour"/></xsl:attribute></xsl:if>
        </style:text-properties>
    </style:style>
  </xsl:template>
</xsl:stylesheet>
