-- Cross-checks: each view lists what is wrong, its place first (path, sheet, cell, line, column), then the words of its message
-- (src/store/check.c). Made with views.sql and dropped with it.

-- Results of organisations that no list names. Organisations with results are found by jumping from one to the next.
CREATE VIEW check_unknown_organisation AS
WITH RECURSIVE had (code) AS (SELECT min(organisation)
FROM result UNION ALL SELECT (SELECT min(r.organisation)
FROM result r
WHERE r.organisation > had.code)
FROM had
WHERE code IS NOT NULL)
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.organisation
FROM (SELECT code
FROM had
WHERE code NOT IN (SELECT code
FROM organisation)) u
CROSS JOIN graded_period p
CROSS JOIN raw_result f ON f.period = p.code AND f.organisation = u.code
JOIN file s ON s.id = f.file
GROUP BY s.path, f.organisation
ORDER BY s.path, f.organisation;

-- Results by indicators that are not defined; the rows are looked at only when the index by file holds one.
CREATE VIEW check_unknown_indicator AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.indicator
FROM (SELECT 1
WHERE EXISTS (SELECT 1
FROM raw_result r INDEXED BY raw_result_of_file
WHERE r.indicator NOT IN (SELECT code
FROM indicator)))
CROSS JOIN raw_result f
JOIN file s ON s.id = f.file
WHERE f.indicator NOT IN (SELECT code
FROM indicator)
GROUP BY s.path, f.indicator
ORDER BY s.path, f.indicator;

-- Results off their scale; looked for only where `tally` counts one.
CREATE VIEW check_off_scale AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(f.text, printf('%.15g', f.number)), coalesce(o.short_name, o.name,
    o.code), coalesce(i.short_name, i.name, i.code), CASE i.kind WHEN 'share' THEN '0…' || CAST(f.base AS INTEGER) ELSE CAST(i.min
    AS INTEGER) || '…' || CAST(i.max AS INTEGER) END
FROM (SELECT DISTINCT period, code FROM tally WHERE kind = 'indicator' AND number IS NOT NULL AND normal IS NULL) t
JOIN indicator i ON i.code = t.code
JOIN grade_indicator g ON g.period = t.period AND g.code = t.code
JOIN organisation o ON o.code = g.organisation
JOIN result r ON r.organisation = g.organisation AND r.period = g.period AND r.indicator = g.code
JOIN raw_result f ON f.period = g.period AND f.organisation = g.organisation AND f.indicator = g.code AND f.file = r.file
JOIN file s ON s.id = f.file
WHERE g.number IS NOT NULL AND g.normal IS NULL AND i.kind IS NOT NULL AND (i.max IS NOT NULL OR i.kind = 'share')
ORDER BY s.path, f.period, o.position, i.position;

-- Fields that two files give differently: theirs, and what is taken from which file.
CREATE VIEW check_contradiction AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.field, f.key, coalesce(f.text, CAST(f.value AS TEXT)), CAST(v.value AS TEXT),
    t.path
FROM fact f
JOIN file s ON s.id = f.file
JOIN value v ON v.entity = f.entity AND v.key = f.key AND v.field = f.field AND v.n = f.n
JOIN file t ON t.id = v.file
WHERE f.entity IN (SELECT entity
FROM contested_entity) AND f.file <> v.file AND f.value <> v.value AND f.n = 0
ORDER BY s.path, f.entity, f.key, f.field;

-- Results likewise.
CREATE VIEW check_contradiction_2 AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.indicator, f.organisation, coalesce(f.text, printf('%.15g', f.number), '–'),
    coalesce(r.text, printf('%.15g', r.number), '–'), t.path
FROM raw_result f
JOIN file s ON s.id = f.file
JOIN result r ON r.organisation = f.organisation AND r.period = f.period AND r.indicator = f.indicator
JOIN file t ON t.id = r.file
WHERE f.period IN (SELECT period
FROM contested_period) AND f.file <> r.file AND f.number IS NOT NULL AND (f.number IS NOT r.number OR f.base IS NOT r.base)
ORDER BY s.path, f.period, f.organisation, f.indicator;

-- Totals rows that do not add up, as exactly as they are written: «3,5» of 3,54 does.
CREATE VIEW check_wrong_total AS
SELECT *
FROM (SELECT s.path, f.sheet, f.cell, f.line, f.col, f.indicator, coalesce(f.text, printf('%.15g', f.number)), printf('%.15g',
    round(CASE f.how WHEN 'sum' THEN sum(r.number) WHEN 'mean' THEN avg(r.number) WHEN 'min' THEN min(r.number) WHEN 'max' THEN
    max(r.number) ELSE count(r.number) END, 4)) AS found, f.number AS said
FROM total f
JOIN file s ON s.id = f.file
JOIN raw_result r ON r.file = f.file AND r.indicator = f.indicator AND r.period = f.period
GROUP BY f.file, f.indicator, f.period, f.how)
WHERE abs(CAST(found AS REAL) - said) > 0.5 * CASE WHEN said = round(said, 0) THEN 1 WHEN said = round(said, 1) THEN 0.1 WHEN said
    = round(said, 2) THEN 0.01 ELSE 0.001 END + 1e-9
ORDER BY 1, 6;

-- Deficits for which the catalogue has no row.
CREATE VIEW check_no_recommendation AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, d.code, coalesce(i.name, a.name, ''), d.n
FROM (SELECT kind, code, count(DISTINCT organisation) AS n
FROM finding x
WHERE finding = 'deficit' AND period = (SELECT code
FROM period
WHERE current) AND NOT EXISTS (SELECT 1
FROM advice y
WHERE y.organisation = x.organisation AND y.period = x.period AND y.kind = x.kind AND y.code = x.code)
GROUP BY kind, code) d
LEFT JOIN indicator i ON d.kind = 'indicator' AND i.code = d.code
LEFT JOIN area a ON d.kind = 'area' AND a.code = d.code
LEFT JOIN fact f ON f.entity = d.kind AND f.key = d.code AND f.field = 'name' AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE EXISTS (SELECT 1
FROM recommendation)
GROUP BY d.kind, d.code
ORDER BY d.kind, d.code;

-- Indicators whose scale or area is not defined. A plain count may have no area: others are shares of it.
CREATE VIEW check_indicator_incomplete AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, i.code, 'scale', coalesce(i.scale, '')
FROM indicator i
LEFT JOIN fact f ON f.entity = 'indicator' AND f.key = i.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'indicator' AND x.key = i.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE i.kind IS NULL
GROUP BY i.code
UNION ALL SELECT s.path, f.sheet, f.cell, f.line, f.col, i.code, 'area', coalesce(i.area, '')
FROM indicator i
LEFT JOIN fact f ON f.entity = 'indicator' AND f.key = i.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'indicator' AND x.key = i.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE NOT EXISTS (SELECT 1
FROM area a
WHERE a.code = i.area)
AND (i.area <> '' OR i.kind IS NOT 'count')
GROUP BY i.code;

-- Levels that do not begin at 0.
CREATE VIEW check_bad_level AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, l.scheme, l.low * 100
FROM (SELECT scheme, min(low) AS low
FROM level
GROUP BY scheme) l
LEFT JOIN fact f ON f.entity = 'level' AND f.field = 'low' AND f.key = (SELECT v.key
FROM value v
WHERE v.entity = 'level' AND v.field = 'low' AND v.value = l.low * 100 LIMIT 1)
LEFT JOIN file s ON s.id = f.file
WHERE l.low > 1e-9
GROUP BY l.scheme;

-- Rules that lack something.
CREATE VIEW check_bad_rule AS
WITH lack(code, field) AS (
SELECT code, 'test' FROM rule WHERE test IS NULL
UNION ALL SELECT code, 'kind' FROM rule WHERE kind IS NULL
UNION ALL SELECT code, 'value' FROM rule
WHERE value IS NULL AND test NOT IN ('below_threshold', 'top_level', 'below_mean', 'above_mean'))
SELECT s.path, f.sheet, f.cell, f.line, f.col, l.code, l.field
FROM lack l
LEFT JOIN fact f ON f.entity = 'rule' AND f.key = l.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'rule' AND x.key = l.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
GROUP BY l.code, l.field;

-- References to what is not defined.
CREATE VIEW check_unknown_target AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, r.code, r.target
FROM rule r
LEFT JOIN fact f ON f.entity = 'rule' AND f.key = r.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'rule' AND x.key = r.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE coalesce(r.target, '') NOT IN (SELECT '' UNION SELECT code
FROM indicator UNION SELECT code
FROM area)
GROUP BY r.code
UNION ALL SELECT s.path, f.sheet, f.cell, f.line, f.col, c.code, c.indicator
FROM recommendation c
LEFT JOIN fact f ON f.entity = 'recommendation' AND f.key = c.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'recommendation' AND x.key = c.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE coalesce(c.indicator, '') NOT IN (SELECT '' UNION SELECT code
FROM indicator)
GROUP BY c.code
UNION ALL SELECT s.path, f.sheet, f.cell, f.line, f.col, c.code, c.area
FROM recommendation c
LEFT JOIN fact f ON f.entity = 'recommendation' AND f.key = c.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'recommendation' AND x.key = c.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE coalesce(c.area, '') NOT IN (SELECT '' UNION SELECT code
FROM area)
GROUP BY c.code
UNION ALL SELECT s.path, f.sheet, f.cell, f.line, f.col, c.code, coalesce(c.cluster, '')
FROM condition c
LEFT JOIN fact f ON f.entity = 'condition' AND f.key = c.code AND f.field = (SELECT min(x.field)
FROM fact x
WHERE x.entity = 'condition' AND x.key = c.code) AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE coalesce(c.cluster, '') NOT IN (SELECT code
FROM cluster)
GROUP BY c.code;

-- Terms that fall on a day off.
CREATE VIEW check_term_on_day_off AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.value, f.key, d.off, d.next
FROM value v
JOIN fact f ON f.entity = v.entity AND f.key = v.key AND f.field = v.field AND f.n = v.n AND f.file = v.file
JOIN file s ON s.id = f.file
JOIN deadline d ON d.text = v.value
WHERE v.entity IN ('recommendation', 'measure', 'decision') AND v.field IN ('deadline', 'term') AND d.off <> ''
ORDER BY s.path, f.entity, f.key;

-- Years that the production calendar holds nothing of: the first term of each.
CREATE VIEW check_year_without_calendar AS
SELECT path, sheet, cell, line, col, value, key, year
FROM (SELECT s.path, f.sheet, f.cell, f.line, f.col, f.value, f.key, f.entity, substr(d.day, 1, 4) AS year,
             row_number() OVER (PARTITION BY substr(d.day, 1, 4) ORDER BY s.path, f.entity, f.key) AS place
      FROM value v
      JOIN fact f ON f.entity = v.entity AND f.key = v.key AND f.field = v.field AND f.n = v.n AND f.file = v.file
      JOIN file s ON s.id = f.file
      JOIN deadline d ON d.text = v.value
      WHERE v.entity IN ('recommendation', 'measure', 'decision') AND v.field IN ('deadline', 'term') AND NOT d.in_calendar)
WHERE place = 1
ORDER BY year;

-- Terms that are not understood, or count from an unknown day.
CREATE VIEW check_term_unknown AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, f.value, f.key, coalesce(d.event, '')
FROM value v
JOIN fact f ON f.entity = v.entity AND f.key = v.key AND f.field = v.field AND f.n = v.n AND f.file = v.file
JOIN file s ON s.id = f.file
JOIN deadline d ON d.text = v.value
WHERE v.entity IN ('recommendation', 'measure', 'decision') AND v.field IN ('deadline', 'term') AND d.day IS NULL AND d.repeated = 0
ORDER BY s.path, f.entity, f.key;

-- Registered documents from here on: what is a draft is checked by its definition, with file and line.

-- Acts dated after the document that rests on them.
CREATE VIEW check_ground_after_act AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(t.value, g.value), g.value, e.id, e.date
FROM reference r
JOIN current_edition e ON e.id = r.id AND e.organisation = r.organisation
JOIN value g ON g.entity = 'ground' AND g.key = r.target AND g.field = 'date'
LEFT JOIN value t ON t.entity = 'ground' AND t.key = r.target AND t.field = 'title'
JOIN fact f ON f.entity = 'ground' AND f.key = r.target AND f.field = 'date' AND f.file = g.file
JOIN file s ON s.id = f.file
WHERE r.role = 'ground' AND g.value > e.date AND e.state < 3
GROUP BY e.id, e.organisation, r.target
ORDER BY e.id, e.organisation, r.target;

-- Documents of ours likewise.
CREATE VIEW check_ground_after_act_2 AS
SELECT e.path, '', '', 0, 0, coalesce(x.title, x.id), x.date, e.id, e.date
FROM reference r
JOIN current_edition e ON e.id = r.id AND e.organisation = r.organisation
JOIN current_edition x ON x.id = r.target AND x.organisation = r.target_organisation
WHERE r.role = 'ground' AND x.date > e.date AND e.state < 3
GROUP BY e.id, e.organisation, x.id
ORDER BY e.id, e.organisation, x.id;

-- Letters dated on or after the day of the event they announce.
CREATE VIEW check_late_letter AS
SELECT e.path, '', '', 0, 0, e.id, e.date, e.event_date
FROM current_edition e
WHERE e.event_date <= e.date AND e.state < 3
ORDER BY e.id, e.organisation;

-- Titles that the text repeats otherwise.
CREATE VIEW check_title_differs AS
SELECT e.path, '', '', 0, 0, e.title, e.point_title
FROM current_edition e
WHERE e.point_title IS NOT NULL AND e.number IS NOT NULL AND e.state < 3
ORDER BY e.id, e.organisation;

-- References to documents and acts that do not exist.
CREATE VIEW check_missing_document AS
SELECT e.path, '', '', 0, 0, r.id, r.target
FROM reference r
JOIN current_edition e ON e.id = r.id AND e.organisation = r.organisation
WHERE e.number IS NOT NULL AND NOT EXISTS (SELECT 1
FROM edition x
WHERE x.id = r.target) AND NOT EXISTS (SELECT 1
FROM entity g
WHERE g.entity = 'ground' AND g.key = r.target)
GROUP BY r.id, r.target
ORDER BY r.id, r.target;

-- Numbers left out between the first and the last.
CREATE VIEW check_number_gap AS
SELECT '', '', '', 0, 0, journal, year, before + 1, seq - 1
FROM (SELECT journal, year, seq, lag(seq) OVER (PARTITION BY journal, year
ORDER BY seq) AS before
FROM number
WHERE seq IS NOT NULL)
WHERE seq > before + 1
ORDER BY journal, year, seq;

-- Organisations without any result of the period.
CREATE VIEW check_without_results AS
SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(o.short_name, o.name, o.code), p.code
FROM organisation o
JOIN period p ON p.current
LEFT JOIN fact f ON f.entity = 'organisation' AND f.key = o.code AND f.field = 'name' AND f.n = 0
LEFT JOIN file s ON s.id = f.file
WHERE EXISTS (SELECT 1
FROM result
WHERE period = p.code) AND NOT EXISTS (SELECT 1
FROM result r
WHERE r.organisation = o.code AND r.period = p.code)
GROUP BY o.code
ORDER BY o.position;
