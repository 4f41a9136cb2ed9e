<?xml version="1.0" encoding="UTF-8"?>
<!-- Expanded source to word/document.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
  <xsl:output method="xml" encoding="UTF-8" standalone="yes"/>
  <xsl:variable name="styles" select="document('styles.xml')/styles"/>
  <xsl:variable name="twip" select="56.6929"/>

  <xsl:template match="/template">
    <w:document>
      <w:body>
        <xsl:apply-templates/>
        <xsl:call-template name="section">
          <xsl:with-param name="orientation" select="concat(@end, substring(@orientation, 1, string-length(@orientation) * not(@end)))"/>
          <xsl:with-param name="headers" select="true()"/>
          <xsl:with-param name="title" select="not(@end)"/>
        </xsl:call-template>
      </w:body>
    </w:document>
  </xsl:template>

  <xsl:template name="section">
    <xsl:param name="orientation"/><xsl:param name="headers" select="false()"/><xsl:param name="title" select="false()"/>
    <w:sectPr>
      <xsl:if test="$headers">
        <w:headerReference w:type="default" r:id="rIdHeader"/>
        <w:headerReference w:type="first" r:id="rIdFirst"/>
      </xsl:if>
      <xsl:choose>
        <xsl:when test="$orientation='landscape'">
          <xsl:variable name="l" select="$styles/landscape"/>
          <w:pgSz w:w="{round($styles/page/@height * $twip)}" w:h="{round($styles/page/@width * $twip)}" w:orient="landscape"/>
          <w:pgMar w:top="{round($l/@top * $twip)}" w:right="{round($l/@right * $twip)}" w:bottom="{round($l/@bottom * $twip)}" w:left="{round($l/@left * $twip)}" w:header="{round($l/@header * $twip)}" w:footer="567" w:gutter="0"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:variable name="p" select="$styles/page"/>
          <w:pgSz w:w="{round($p/@width * $twip)}" w:h="{round($p/@height * $twip)}"/>
          <w:pgMar w:top="{round($p/@top * $twip)}" w:right="{round($p/@right * $twip)}" w:bottom="{round($p/@bottom * $twip)}" w:left="{round($p/@left * $twip)}" w:header="{round($p/@header * $twip)}" w:footer="567" w:gutter="0"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="$title"><w:titlePg/></xsl:if>
    </w:sectPr>
  </xsl:template>

  <!-- Tags: in a paragraph inline, between rows as a row, else as a paragraph. -->
  <xsl:template match="tag"><w:p><w:pPr><w:pStyle w:val="Tag"/></w:pPr><w:r><w:t xml:space="preserve">{%p <xsl:value-of select="."/> %}</w:t></w:r></w:p></xsl:template>
  <xsl:template match="table/tag">
    <w:tr><w:tc><w:tcPr><w:tcW w:w="5000" w:type="pct"/><xsl:call-template name="span-all"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Tag"/></w:pPr><w:r><w:t xml:space="preserve">{%tr <xsl:value-of select="."/> %}</w:t></w:r></w:p></w:tc></w:tr>
  </xsl:template>
  <xsl:template name="span-all">
    <xsl:variable name="n" select="string-length(../@widths) - string-length(translate(../@widths, ' ', '')) + 1"/>
    <xsl:if test="$n &gt; 1"><w:gridSpan w:val="{$n}"/></xsl:if>
  </xsl:template>
  <xsl:template match="p//tag|h//tag"><xsl:call-template name="run"><xsl:with-param name="text" select="concat('{% ', ., ' %}')"/></xsl:call-template></xsl:template>
  <xsl:template match="v"><xsl:call-template name="run"><xsl:with-param name="text" select="concat('{{ ', ., ' }}')"/></xsl:call-template></xsl:template>
  <xsl:template match="t"><xsl:call-template name="run"><xsl:with-param name="text" select="string(.)"/></xsl:call-template></xsl:template>
  <xsl:template name="run">
    <xsl:param name="text"/>
    <w:r>
      <xsl:if test="ancestor::b|ancestor::i|ancestor::u|ancestor::spaced">
        <w:rPr>
          <xsl:if test="ancestor::b"><w:b/></xsl:if>
          <xsl:if test="ancestor::i"><w:i/></xsl:if>
          <xsl:if test="ancestor::spaced"><w:spacing w:val="60"/></xsl:if>
          <xsl:if test="ancestor::u"><w:u w:val="single"/></xsl:if>
        </w:rPr>
      </xsl:if>
      <w:t xml:space="preserve"><xsl:value-of select="$text"/></w:t>
    </w:r>
  </xsl:template>
  <xsl:template match="b|i|u|spaced"><xsl:apply-templates/></xsl:template>

  <xsl:template match="p">
    <w:p>
      <w:pPr>
        <w:pStyle w:val="{@style}"/>
        <xsl:if test="@keep"><w:keepNext/></xsl:if>
        <xsl:if test="@break"><w:pageBreakBefore/></xsl:if>
      </w:pPr>
      <xsl:apply-templates/>
    </w:p>
  </xsl:template>
  <xsl:template match="h"><w:p><w:pPr><w:pStyle w:val="Heading{@level}"/></w:pPr><xsl:apply-templates/></w:p></xsl:template>

  <xsl:template match="table">
    <w:tbl>
      <w:tblPr>
        <xsl:if test="@style='corner'"><w:tblStyle w:val="Corner"/></xsl:if>
        <w:tblW w:w="5000" w:type="pct"/>
        <xsl:if test="@style='grid'">
          <w:tblBorders>
            <w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="4" w:space="0" w:color="000000"/>
            <w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="4" w:space="0" w:color="000000"/>
            <w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>
          </w:tblBorders>
        </xsl:if>
        <w:tblLayout w:type="fixed"/>
        <w:tblCellMar>
          <xsl:choose>
            <xsl:when test="@style='grid'"><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></xsl:when>
            <xsl:otherwise><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></xsl:otherwise>
          </xsl:choose>
        </w:tblCellMar>
        <w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>
      </w:tblPr>
      <w:tblGrid><xsl:call-template name="grid"><xsl:with-param name="widths" select="concat(normalize-space(@widths), ' ')"/></xsl:call-template></w:tblGrid>
      <xsl:apply-templates/>
    </w:tbl>
  </xsl:template>
  <xsl:template name="full-width">
    <xsl:variable name="wide" select="/template/@orientation='landscape'"/>
    <xsl:choose>
      <xsl:when test="$wide"><xsl:value-of select="($styles/page/@height - $styles/landscape/@left - $styles/landscape/@right) * $twip"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="($styles/page/@width - $styles/page/@left - $styles/page/@right) * $twip"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="grid">
    <xsl:param name="widths"/>
    <xsl:if test="normalize-space($widths)">
      <xsl:variable name="full"><xsl:call-template name="full-width"/></xsl:variable>
      <w:gridCol w:w="{round(substring-before($widths, ' ') * $full div 100)}"/>
      <xsl:call-template name="grid"><xsl:with-param name="widths" select="substring-after($widths, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="nth">
    <xsl:param name="widths"/><xsl:param name="n"/>
    <xsl:choose>
      <xsl:when test="$n &lt;= 1"><xsl:value-of select="substring-before($widths, ' ')"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="nth"><xsl:with-param name="widths" select="substring-after($widths, ' ')"/><xsl:with-param name="n" select="$n - 1"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="row">
    <w:tr>
      <w:trPr><w:cantSplit/><xsl:if test="@header"><w:tblHeader/></xsl:if></w:trPr>
      <xsl:apply-templates/>
    </w:tr>
  </xsl:template>
  <xsl:template match="cell">
    <xsl:variable name="width">
      <xsl:choose>
        <xsl:when test="@span">100</xsl:when>
        <xsl:otherwise><xsl:call-template name="nth"><xsl:with-param name="widths" select="concat(normalize-space(ancestor::table[1]/@widths), ' ')"/><xsl:with-param name="n" select="count(preceding-sibling::cell) + 1"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <w:tc>
      <w:tcPr>
        <w:tcW w:w="{round($width * 50)}" w:type="pct"/>
        <xsl:if test="@span &gt; 1"><w:gridSpan w:val="{@span}"/></xsl:if>
        <xsl:if test="@valign"><w:vAlign w:val="{@valign}"/></xsl:if>
      </w:tcPr>
      <xsl:apply-templates/>
    </w:tc>
  </xsl:template>

  <!-- An appendix begins on a new page; where the sheet turns, the section before it ends. -->
  <xsl:template match="page-start">
    <xsl:call-template name="ptag"><xsl:with-param name="text">if not loop.first and loop.previtem.orientation == 'landscape' and a.orientation != 'landscape'</xsl:with-param></xsl:call-template>
    <w:p><w:pPr><w:pStyle w:val="PageStart"/><xsl:call-template name="section"><xsl:with-param name="orientation">landscape</xsl:with-param></xsl:call-template></w:pPr></w:p>
    <xsl:call-template name="ptag"><xsl:with-param name="text">elif loop.first and a.orientation == 'landscape'</xsl:with-param></xsl:call-template>
    <w:p><w:pPr><w:pStyle w:val="PageStart"/><xsl:call-template name="section"><xsl:with-param name="headers" select="true()"/><xsl:with-param name="title" select="true()"/></xsl:call-template></w:pPr></w:p>
    <xsl:call-template name="ptag"><xsl:with-param name="text">elif not loop.first and a.orientation == 'landscape' and loop.previtem.orientation != 'landscape'</xsl:with-param></xsl:call-template>
    <w:p><w:pPr><w:pStyle w:val="PageStart"/><xsl:call-template name="section"/></w:pPr></w:p>
    <xsl:call-template name="ptag"><xsl:with-param name="text">else</xsl:with-param></xsl:call-template>
    <w:p><w:pPr><w:pStyle w:val="PageStart"/><w:pageBreakBefore/></w:pPr></w:p>
    <xsl:call-template name="ptag"><xsl:with-param name="text">endif</xsl:with-param></xsl:call-template>
  </xsl:template>
  <xsl:template name="ptag">
    <xsl:param name="text"/>
    <w:p><w:pPr><w:pStyle w:val="Tag"/></w:pPr><w:r><w:t xml:space="preserve">{%p <xsl:value-of select="$text"/> %}</w:t></w:r></w:p>
  </xsl:template>
</xsl:stylesheet>
