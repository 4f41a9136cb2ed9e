<?xml version="1.0" encoding="UTF-8"?>
<!-- styles.xml to word/styles.xml. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <xsl:output method="xml" encoding="UTF-8" standalone="yes"/>
  <xsl:variable name="twip" select="56.6929"/>
  <xsl:param name="template"/>
  <xsl:template match="/styles">
    <w:styles>
      <w:docDefaults>
        <w:rPrDefault><w:rPr>
          <w:rFonts w:ascii="{@font}" w:hAnsi="{@font}" w:eastAsia="{@font}" w:cs="{@font}"/>
          <w:sz w:val="{@size * 2}"/><w:szCs w:val="{@size * 2}"/>
          <w:lang w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/>
        </w:rPr></w:rPrDefault>
        <w:pPrDefault><w:pPr><w:suppressAutoHyphens/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>
      </w:docDefaults>
      <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
      <w:style w:type="character" w:default="1" w:styleId="DefaultFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
      <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
      <w:style w:type="table" w:customStyle="1" w:styleId="Corner"><w:name w:val="Бланк и адресат"/><w:basedOn w:val="TableNormal"/></w:style>
      <w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0000FF"/><w:u w:val="single"/></w:rPr></w:style>
      <xsl:apply-templates select="style"/>
    </w:styles>
  </xsl:template>
  <xsl:template match="style">
    <xsl:variable name="line" select="(in[@template=$template]/@line | self::*[not(in[@template=$template])]/@line)[1]"/>
    <w:style w:type="paragraph" w:styleId="{@id}">
      <xsl:if test="not(@builtin)"><xsl:attribute name="w:customStyle">1</xsl:attribute></xsl:if>
      <w:name><xsl:attribute name="w:val"><xsl:choose><xsl:when test="@builtin"><xsl:value-of select="@builtin"/></xsl:when><xsl:otherwise><xsl:value-of select="@title"/></xsl:otherwise></xsl:choose></xsl:attribute></w:name>
      <w:basedOn w:val="Normal"/>
      <w:qFormat/>
      <w:pPr>
        <xsl:if test="@keep"><w:keepNext/></xsl:if>
        <xsl:if test="@nolines"><w:keepLines/></xsl:if>
        <xsl:if test="@widows"><w:widowControl/></xsl:if>
          <w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto">
            <xsl:if test="@before"><xsl:attribute name="w:before"><xsl:value-of select="round(@before * 20)"/></xsl:attribute></xsl:if>
            <xsl:if test="@after"><xsl:attribute name="w:after"><xsl:value-of select="round(@after * 20)"/></xsl:attribute></xsl:if>
            <xsl:if test="$line"><xsl:attribute name="w:line"><xsl:value-of select="round($line * 240)"/></xsl:attribute></xsl:if>
          </w:spacing>
          <w:ind w:left="0" w:right="0" w:firstLine="0">
            <xsl:if test="@left"><xsl:attribute name="w:left"><xsl:value-of select="round(@left * $twip)"/></xsl:attribute></xsl:if>
            <xsl:if test="@right"><xsl:attribute name="w:right"><xsl:value-of select="round(@right * $twip)"/></xsl:attribute></xsl:if>
            <xsl:if test="@indent"><xsl:attribute name="w:firstLine"><xsl:value-of select="round(@indent * $twip)"/></xsl:attribute></xsl:if>
          </w:ind>
        <w:jc><xsl:attribute name="w:val"><xsl:choose><xsl:when test="@align='justify'">both</xsl:when><xsl:otherwise><xsl:value-of select="@align"/></xsl:otherwise></xsl:choose></xsl:attribute></w:jc>
        <xsl:if test="@level"><w:outlineLvl w:val="{@level - 1}"/></xsl:if>
      </w:pPr>
      <w:rPr>
        <xsl:if test="@bold='yes'"><w:b/><w:bCs/></xsl:if>
        <xsl:if test="@italic='yes'"><w:i/><w:iCs/></xsl:if>
        <xsl:if test="@colour"><w:color w:val="{@colour}"/></xsl:if>
        <xsl:if test="@letterspacing"><w:spacing w:val="{round(@letterspacing * 20)}"/></xsl:if>
        <xsl:variable name="size"><xsl:choose><xsl:when test="@size"><xsl:value-of select="@size"/></xsl:when><xsl:otherwise><xsl:value-of select="../@size"/></xsl:otherwise></xsl:choose></xsl:variable>
        <w:sz w:val="{$size * 2}"/><w:szCs w:val="{$size * 2}"/>
      </w:rPr>
    </w:style>
  </xsl:template>
</xsl:stylesheet>
