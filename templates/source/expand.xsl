<?xml version="1.0" encoding="UTF-8"?>
<!-- A template's source with its parts put in: only p, h, table, row, cell, tag, page-start stay. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:strip-space elements="template part if for choose when otherwise table row cell parts layouts"/>
  <xsl:variable name="parts" select="document('parts.xml')/parts"/>
  <xsl:variable name="shapes" select="document('layouts.xml')/layouts"/>

  <xsl:template match="template">
    <template>
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates/>
    </template>
  </xsl:template>
  <xsl:template match="p|h|table|row|cell|b|i|u|spaced|v|t">
    <xsl:copy><xsl:copy-of select="@*"/><xsl:apply-templates/></xsl:copy>
  </xsl:template>
  <xsl:template match="s"><t><xsl:text> </xsl:text></t></xsl:template>
  <xsl:template match="text()"><t><xsl:value-of select="."/></t></xsl:template>
  <xsl:template match="v/text()|t/text()"><xsl:value-of select="."/></xsl:template>

  <xsl:template match="use">
    <xsl:variable name="id" select="@part"/>
    <xsl:if test="not($parts/part[@id=$id])"><xsl:message terminate="yes">no part <xsl:value-of select="$id"/></xsl:message></xsl:if>
    <xsl:apply-templates select="$parts/part[@id=$id]/node()"/>
  </xsl:template>

  <xsl:template match="set"><tag>set <xsl:value-of select="concat(@name, ' = ', @to)"/></tag></xsl:template>
  <xsl:template match="if">
    <tag>if <xsl:value-of select="@test"/></tag>
    <xsl:apply-templates/>
    <tag>endif</tag>
  </xsl:template>
  <xsl:template match="for">
    <tag>for <xsl:value-of select="@each"/></tag>
    <xsl:apply-templates/>
    <tag>endfor</tag>
  </xsl:template>
  <xsl:template match="choose">
    <xsl:for-each select="when|otherwise">
      <tag>
        <xsl:choose>
          <xsl:when test="self::otherwise">else</xsl:when>
          <xsl:when test="position()=1">if <xsl:value-of select="@test"/></xsl:when>
          <xsl:otherwise>elif <xsl:value-of select="@test"/></xsl:otherwise>
        </xsl:choose>
      </tag>
      <xsl:apply-templates/>
    </xsl:for-each>
    <tag>endif</tag>
  </xsl:template>

  <!-- Text with its looks: runs of a block, or of a title. -->
  <xsl:template match="runs">
    <xsl:variable name="key"><xsl:choose><xsl:when test="@key"><xsl:value-of select="@key"/></xsl:when><xsl:otherwise>runs</xsl:otherwise></xsl:choose></xsl:variable>
    <tag>for r in <xsl:value-of select="concat(@of, '.', $key)"/></tag>
    <tag>if r.link</tag><v>r.link | link(r.text)</v>
    <tag>elif r.bold</tag><b><v>r.text</v></b>
    <tag>elif r.italic</tag><i><v>r.text</v></i>
    <tag>elif r.underline</tag><u><v>r.text</v></u>
    <tag>elif r.spaced</tag><spaced><v>r.text</v></spaced>
    <tag>else</tag><v>r.text</v>
    <tag>endif</tag>
    <tag>endfor</tag>
  </xsl:template>

  <!-- One table for each shape of columns. -->
  <xsl:template match="layouts">
    <xsl:for-each select="$shapes/layout">
      <xsl:variable name="first" select="position()=1"/>
      <tag><xsl:if test="not($first)">el</xsl:if>if layout == '<xsl:value-of select="@id"/>'</tag>
      <xsl:call-template name="shape"/>
    </xsl:for-each>
    <tag>endif</tag>
  </xsl:template>
  <xsl:template name="shape">
    <xsl:variable name="n" select="string-length(normalize-space(@widths)) - string-length(translate(normalize-space(@widths), ' ', '')) + 1"/>
    <xsl:variable name="center" select="concat(' ', @center, ' ')"/>
    <table style="grid" widths="{@widths}">
      <xsl:if test="@id != 'fields'">
        <row header="yes"><xsl:call-template name="cells"><xsl:with-param name="n" select="$n"/><xsl:with-param name="of">b.columns</xsl:with-param><xsl:with-param name="style">TableHead</xsl:with-param></xsl:call-template></row>
      </xsl:if>
      <tag>for row in b.rows</tag>
      <tag>if row.type == 'band'</tag>
      <row><cell span="{$n}"><p style="TableBand"><v>row.title</v></p></cell></row>
      <tag>elif row.style == 'total'</tag>
      <row><xsl:call-template name="cells"><xsl:with-param name="n" select="$n"/><xsl:with-param name="of">row.cells</xsl:with-param><xsl:with-param name="style">TableTotal</xsl:with-param><xsl:with-param name="center" select="$center"/></xsl:call-template></row>
      <tag>else</tag>
      <row><xsl:call-template name="cells"><xsl:with-param name="n" select="$n"/><xsl:with-param name="of">row.cells</xsl:with-param><xsl:with-param name="style">TableCell</xsl:with-param><xsl:with-param name="center" select="$center"/></xsl:call-template></row>
      <tag>endif</tag>
      <tag>endfor</tag>
    </table>
  </xsl:template>
  <xsl:template name="cells">
    <xsl:param name="n"/><xsl:param name="of"/><xsl:param name="style"/><xsl:param name="center" select="''"/><xsl:param name="i" select="1"/>
    <cell>
      <p style="{$style}">
        <xsl:if test="contains($center, concat(' ', $i, ' '))"><xsl:attribute name="style"><xsl:value-of select="concat($style, 'Center')"/></xsl:attribute></xsl:if>
        <v><xsl:value-of select="concat($of, '[', $i - 1, ']')"/></v>
      </p>
    </cell>
    <xsl:if test="$i &lt; $n">
      <xsl:call-template name="cells">
        <xsl:with-param name="n" select="$n"/><xsl:with-param name="of" select="$of"/><xsl:with-param name="style" select="$style"/>
        <xsl:with-param name="center" select="$center"/><xsl:with-param name="i" select="$i + 1"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="page-start"><page-start/></xsl:template>
  <xsl:template match="*"><xsl:message terminate="yes">unknown element <xsl:value-of select="name()"/></xsl:message></xsl:template>
</xsl:stylesheet>
