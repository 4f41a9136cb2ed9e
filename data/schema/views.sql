-- What follows from the data. A table NAME is filled from the view listed beside it in `derived`, in that order, at the end of an
-- import; the views are the definition, the tables make reading fast. Four of them are filled by passes of the program that need no row for
-- each grade, no comparison of each value with each column's name (src/store/grading.h): `pass` is 1, and `prikaz check` compares them with their
-- views like all others. This whole file is dropped and made again when it changes.
-- Filled by the program before the first view: entity (order of codes), deadline (terms understood by the calendar).
--
--     fact ─▶ value ─▶ organisation, indicator, … ─┐
--     raw_result ─▶ result ────────────────────────┴▶ grade ─▶ tally ─▶ norm, place ─▶ score ─▶ finding ─▶ member ─▶ advice
--
-- Shares of a scale are 0..1 in `normal`, rounded to 12 digits so that equal results are equal; NULL is «not known» and counts nowhere.

-- Entities that the analysis does not rest on: when only these change, `value`, `entity` and `deadline` are made anew for them alone.
CREATE TABLE aside (entity TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO aside VALUES ('person'), ('ground'), ('plan'), ('section'), ('measure'), ('meeting'), ('question'), ('decision');

CREATE TABLE derived (step INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE, pass INTEGER NOT NULL DEFAULT 0) STRICT;

-- Words that values are printed with; a setting «wording.NAME» of the workspace wins.
CREATE TABLE wording (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO wording VALUES
    ('missing', 'нет данных'), ('yes', 'да'), ('no', 'нет'), ('of', ' из '), ('until', 'до '), ('suppressed', 'менее ');

-- 1. Merging files ------------------------------------------------------------------------------------------------------------

CREATE TABLE entity (
    entity TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (entity, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE value (
    entity TEXT NOT NULL, key TEXT NOT NULL, field TEXT NOT NULL, n INTEGER NOT NULL, value ANY NOT NULL, file INTEGER NOT NULL,
    PRIMARY KEY (entity, key, field, n)
) STRICT, WITHOUT ROWID;
-- Entities that several files speak of, found by jumping from one to the next in the index by file: only their facts are compared with what others say.
CREATE VIEW contested_entity AS
WITH RECURSIVE said (file, entity) AS (
    SELECT id, (SELECT min(f.entity) FROM fact f WHERE f.file = id) FROM file
    UNION ALL SELECT file, (SELECT min(f.entity) FROM fact f WHERE f.file = said.file AND f.entity > said.entity) FROM said WHERE entity IS NOT NULL)
SELECT entity FROM said WHERE entity IS NOT NULL GROUP BY entity HAVING count(*) > 1;
CREATE VIEW value_view AS
SELECT f.entity, f.key, f.field, f.n, f.value, f.file
FROM fact f
WHERE f.entity NOT IN (SELECT entity FROM contested_entity)
   OR NOT EXISTS (SELECT 1 FROM file s JOIN fact b ON b.entity = f.entity AND b.key = f.key AND b.field = f.field AND b.file <> f.file
                  JOIN file t ON t.id = b.file WHERE s.id = f.file AND (t.rank, t.path) < (s.rank, s.path));
INSERT INTO derived VALUES (1, 'value', 'value_view', 0);

CREATE TABLE organisation (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT, short_name TEXT, kind TEXT, type TEXT, settlement TEXT, district TEXT,
    address TEXT, email TEXT, phone TEXT, site TEXT, head TEXT, head_sex TEXT, head_post TEXT,
    head_genitive TEXT, head_dative TEXT, head_accusative TEXT, head_instrumental TEXT, head_prepositional TEXT,
    name_genitive TEXT, name_dative TEXT, name_accusative TEXT, name_instrumental TEXT, name_prepositional TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX organisation_order ON organisation (position);
CREATE VIEW organisation_view AS
SELECT e.key, e.position,
       max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'short_name' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'kind' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'type' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'settlement' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'district' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'address' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'email' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'phone' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'site' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'head' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'head_sex' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'head_post' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'head_genitive' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'head_dative' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'head_accusative' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'head_instrumental' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'head_prepositional' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'name_genitive' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'name_dative' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'name_accusative' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'name_instrumental' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'name_prepositional' THEN CAST(v.value AS TEXT) END)
FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'organisation' GROUP BY e.key;
INSERT INTO derived VALUES (2, 'organisation', 'organisation_view', 1);

CREATE TABLE period (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT, start TEXT, "end" TEXT, previous TEXT, current INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- A period that only results speak of is one too. The one before follows from the order; the current one is the setting «period» or the last.
CREATE VIEW period_view AS
SELECT e.key, e.position, max(CASE v.field WHEN 'title' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'start' THEN v.value END),
       max(CASE v.field WHEN 'end' THEN v.value END),
       coalesce(max(CASE v.field WHEN 'previous' THEN CAST(v.value AS TEXT) END),
                (SELECT b.key FROM entity b WHERE b.entity = 'period' AND b.position < e.position ORDER BY b.position DESC LIMIT 1)),
       e.key = coalesce((SELECT CAST(s.value AS TEXT) FROM value s WHERE s.entity = 'setting' AND s.key = 'period' AND s.field = 'value'),
                        (SELECT l.key FROM entity l WHERE l.entity = 'period' ORDER BY l.position DESC LIMIT 1))
FROM entity e LEFT JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'period' GROUP BY e.key;
INSERT INTO derived VALUES (3, 'period', 'period_view', 0);

CREATE TABLE area (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT, short_name TEXT, weight REAL NOT NULL, scheme TEXT NOT NULL, description TEXT
) STRICT, WITHOUT ROWID;
CREATE VIEW area_view AS
SELECT e.key, e.position, max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'short_name' THEN CAST(v.value AS TEXT) END),
       coalesce(max(CASE v.field WHEN 'weight' THEN v.value END), 1), coalesce(max(CASE v.field WHEN 'scheme' THEN CAST(v.value AS TEXT) END), ''),
       max(CASE v.field WHEN 'description' THEN CAST(v.value AS TEXT) END)
FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'area' GROUP BY e.key;
INSERT INTO derived VALUES (4, 'area', 'area_view', 0);

CREATE TABLE scale (
    code TEXT PRIMARY KEY, name TEXT, kind TEXT NOT NULL, min REAL NOT NULL, max REAL, reverse INTEGER NOT NULL, scheme TEXT NOT NULL,
    unit TEXT, decimals INTEGER
) STRICT, WITHOUT ROWID;
-- Ends of the scale that follow from its kind need not be said; a count without an upper end is shown but not graded.
CREATE VIEW scale_view AS
SELECT code, name, kind,
       coalesce(low, CASE kind WHEN 'level' THEN 1 ELSE 0 END),
       coalesce(high, CASE kind WHEN 'percent' THEN 100 WHEN 'points' THEN 100 WHEN 'level' THEN 5 WHEN 'yesno' THEN 1 WHEN 'share' THEN 1 END),
       reverse, scheme, unit, decimals
FROM (SELECT e.key AS code, max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END) AS name,
             coalesce(max(CASE v.field WHEN 'kind' THEN v.value END), 'points') AS kind,
             max(CASE v.field WHEN 'min' THEN v.value END) AS low, max(CASE v.field WHEN 'max' THEN v.value END) AS high,
             coalesce(max(CASE v.field WHEN 'reverse' THEN v.value END), 0) AS reverse,
             coalesce(max(CASE v.field WHEN 'scheme' THEN CAST(v.value AS TEXT) END), '') AS scheme,
             max(CASE v.field WHEN 'unit' THEN CAST(v.value AS TEXT) END) AS unit, max(CASE v.field WHEN 'decimals' THEN v.value END) AS decimals
      FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
      WHERE e.entity = 'scale' GROUP BY e.key);
INSERT INTO derived VALUES (5, 'scale', 'scale_view', 0);

CREATE TABLE indicator (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT, short_name TEXT, area TEXT, scale TEXT, kind TEXT, unit TEXT,
    weight REAL NOT NULL, threshold REAL, reverse INTEGER NOT NULL, min REAL, max REAL, scheme TEXT NOT NULL, decimals INTEGER,
    base_name TEXT, description TEXT
) STRICT, WITHOUT ROWID;
CREATE VIEW indicator_view AS
SELECT i.code, i.position, i.name, i.short_name, i.area, i.scale, s.kind, coalesce(i.unit, s.unit), i.weight, i.threshold,
       (i.reverse <> 0) <> (coalesce(s.reverse, 0) <> 0), s.min, s.max, coalesce(s.scheme, ''), coalesce(i.decimals, s.decimals),
       i.base_name, i.description
FROM (SELECT e.key AS code, e.position, max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END) AS name,
             max(CASE v.field WHEN 'short_name' THEN CAST(v.value AS TEXT) END) AS short_name,
             max(CASE v.field WHEN 'area' THEN CAST(v.value AS TEXT) END) AS area, max(CASE v.field WHEN 'scale' THEN CAST(v.value AS TEXT) END) AS scale,
             max(CASE v.field WHEN 'unit' THEN CAST(v.value AS TEXT) END) AS unit, coalesce(max(CASE v.field WHEN 'weight' THEN v.value END), 1) AS weight,
             max(CASE v.field WHEN 'threshold' THEN v.value END) AS threshold, coalesce(max(CASE v.field WHEN 'reverse' THEN v.value END), 0) AS reverse,
             max(CASE v.field WHEN 'decimals' THEN v.value END) AS decimals, max(CASE v.field WHEN 'base_name' THEN CAST(v.value AS TEXT) END) AS base_name,
             max(CASE v.field WHEN 'description' THEN CAST(v.value AS TEXT) END) AS description
      FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
      WHERE e.entity = 'indicator' GROUP BY e.key) i
LEFT JOIN scale s ON s.code = i.scale;
INSERT INTO derived VALUES (6, 'indicator', 'indicator_view', 0);

-- low is 0..1 here, in percent in the data.
CREATE TABLE level (
    scheme TEXT NOT NULL, number INTEGER NOT NULL, name TEXT, low REAL NOT NULL, colour TEXT, description TEXT,
    PRIMARY KEY (scheme, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX level_from_top ON level (scheme, low DESC, number);
CREATE VIEW level_view AS
SELECT coalesce(max(CASE v.field WHEN 'scheme' THEN CAST(v.value AS TEXT) END), ''), max(CASE v.field WHEN 'number' THEN CAST(v.value AS INTEGER) END) AS number,
       max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END), coalesce(max(CASE v.field WHEN 'low' THEN v.value END), 0) / 100.0,
       max(CASE v.field WHEN 'colour' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'description' THEN CAST(v.value AS TEXT) END)
FROM value v WHERE v.entity = 'level' GROUP BY v.key HAVING number IS NOT NULL;
INSERT INTO derived VALUES (7, 'level', 'level_view', 0);

CREATE TABLE rule (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT, "on" TEXT NOT NULL, target TEXT, test TEXT, value REAL, title TEXT
) STRICT, WITHOUT ROWID;
CREATE VIEW rule_view AS
SELECT e.key, e.position, max(CASE v.field WHEN 'kind' THEN v.value END), coalesce(max(CASE v.field WHEN 'on' THEN v.value END), 'indicator'),
       max(CASE v.field WHEN 'target' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'test' THEN v.value END),
       max(CASE v.field WHEN 'value' THEN v.value END), max(CASE v.field WHEN 'title' THEN CAST(v.value AS TEXT) END)
FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'rule' GROUP BY e.key;
INSERT INTO derived VALUES (8, 'rule', 'rule_view', 0);

CREATE TABLE cluster (code TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT, description TEXT) STRICT, WITHOUT ROWID;
CREATE VIEW cluster_view AS
SELECT e.key, e.position, max(CASE v.field WHEN 'name' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'description' THEN CAST(v.value AS TEXT) END)
FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'cluster' GROUP BY e.key;
INSERT INTO derived VALUES (9, 'cluster', 'cluster_view', 0);

CREATE TABLE condition (
    code TEXT PRIMARY KEY, cluster TEXT, alternative TEXT NOT NULL, what TEXT, target TEXT, value TEXT, low REAL, high REAL, negated INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIEW condition_view AS
SELECT v.key, max(CASE v.field WHEN 'cluster' THEN CAST(v.value AS TEXT) END), coalesce(max(CASE v.field WHEN 'alternative' THEN CAST(v.value AS TEXT) END), ''),
       max(CASE v.field WHEN 'what' THEN v.value END), max(CASE v.field WHEN 'target' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'value' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'from' THEN v.value END),
       max(CASE v.field WHEN 'to' THEN v.value END), coalesce(max(CASE v.field WHEN 'not' THEN v.value END), 0)
FROM value v WHERE v.entity = 'condition' GROUP BY v.key;
INSERT INTO derived VALUES (10, 'condition', 'condition_view', 0);

CREATE TABLE recommendation (
    code TEXT PRIMARY KEY, position INTEGER NOT NULL, indicator TEXT, area TEXT, cluster TEXT, level INTEGER, rule TEXT, problem TEXT,
    evidence TEXT, action TEXT, responsible TEXT, deadline TEXT, metric TEXT, expected TEXT
) STRICT, WITHOUT ROWID;
CREATE VIEW recommendation_view AS
SELECT e.key, e.position, max(CASE v.field WHEN 'indicator' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'area' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'cluster' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'level' THEN CAST(v.value AS INTEGER) END),
       max(CASE v.field WHEN 'rule' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'problem' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'evidence' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'action' THEN CAST(v.value AS TEXT) END),
       group_concat(CASE v.field WHEN 'responsible' THEN v.value END, '; '), max(CASE v.field WHEN 'deadline' THEN CAST(v.value AS TEXT) END),
       max(CASE v.field WHEN 'metric' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'expected' THEN CAST(v.value AS TEXT) END)
FROM entity e JOIN value v ON v.entity = e.entity AND v.key = e.key
WHERE e.entity = 'recommendation' GROUP BY e.key;
INSERT INTO derived VALUES (11, 'recommendation', 'recommendation_view', 0);

CREATE TABLE fulfilment (
    organisation TEXT NOT NULL, code TEXT NOT NULL, measure TEXT, state TEXT, date TEXT, note TEXT,
    PRIMARY KEY (organisation, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW fulfilment_view AS
SELECT max(CASE v.field WHEN 'organisation' THEN CAST(v.value AS TEXT) END) AS organisation, v.key,
       max(CASE v.field WHEN 'measure' THEN CAST(v.value AS TEXT) END), max(CASE v.field WHEN 'state' THEN v.value END),
       max(CASE v.field WHEN 'date' THEN v.value END), max(CASE v.field WHEN 'note' THEN CAST(v.value AS TEXT) END)
FROM value v WHERE v.entity = 'fulfilment' GROUP BY v.key HAVING organisation IS NOT NULL;
INSERT INTO derived VALUES (12, 'fulfilment', 'fulfilment_view', 0);

-- day: last day, ISO 8601, NULL when the term has none. off: what kind of day off it is, '' for a working day. in_calendar: 0 when the
-- production calendar holds nothing of its year.
CREATE TABLE deadline (text TEXT PRIMARY KEY, day TEXT, off TEXT NOT NULL, next TEXT, event TEXT, repeated INTEGER NOT NULL,
                       in_calendar INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE result (
    organisation TEXT NOT NULL, period TEXT NOT NULL, indicator TEXT NOT NULL, number REAL, base REAL, text TEXT, file INTEGER NOT NULL,
    PRIMARY KEY (organisation, period, indicator)
) STRICT, WITHOUT ROWID;
-- Periods that two files may speak of.
CREATE VIEW contested_period AS
SELECT e.key AS period FROM entity e
JOIN file t ON e.key BETWEEN (SELECT min(b.period) FROM raw_result b WHERE b.file = t.id)
                         AND (SELECT max(b.period) FROM raw_result b WHERE b.file = t.id)
WHERE e.entity = 'period' GROUP BY e.key HAVING count(*) > 1;
-- NOT INDEXED: in the order of the rows, not of the index by file.
CREATE VIEW result_view AS
SELECT r.organisation, r.period, r.indicator, r.number, r.base, r.text, r.file
FROM raw_result r NOT INDEXED
WHERE r.period NOT IN (SELECT period FROM contested_period)
   OR NOT EXISTS (SELECT 1 FROM file s JOIN raw_result b ON b.period = r.period AND b.organisation = r.organisation AND b.indicator = r.indicator
                                                        AND b.file <> r.file
                  JOIN file t ON t.id = b.file WHERE s.id = r.file AND (b.number IS NULL, t.rank, t.path) < (r.number IS NULL, s.rank, s.path));
INSERT INTO derived VALUES (13, 'result', 'result_view', 0);

-- 2. Grades: where on its scale each organisation stands ------------------------------------------------------------------------
-- kind: indicator, area, overall (code ''). known: indicators with data, of total. number, base: of indicators only. No table holds them: a country
-- has millions.

CREATE VIEW graded_period AS
SELECT p.code FROM period p WHERE EXISTS (SELECT 1 FROM raw_result r WHERE r.period = p.code);

-- What is graded, for the passes of the program.
CREATE VIEW graded_item AS
SELECT 'indicator' AS kind, code, area, weight, scheme, min, max, kind AS scale, reverse FROM indicator
UNION ALL SELECT 'area', a.code, a.code, a.weight, a.scheme, NULL, NULL, NULL, 0 FROM area a WHERE a.code IN (SELECT area FROM indicator)
UNION ALL SELECT 'overall', '', NULL, 1, '', NULL, NULL, NULL, 0;

CREATE VIEW grade_indicator AS
SELECT organisation, period, 'indicator' AS kind, code, area, number, base, text, normal,
       (SELECT l.number FROM level l WHERE l.scheme = g.scheme AND l.low <= g.normal + 1e-9 ORDER BY l.low DESC LIMIT 1) AS level,
       number IS NOT NULL AS known, 1 AS total
FROM (SELECT organisation, period, code, area, scheme, number, base, text,
             CASE WHEN share BETWEEN -1e-9 AND 1 + 1e-9 THEN round(CASE WHEN reverse THEN 1 - share ELSE share END, 12) END AS normal
      FROM (SELECT o.code AS organisation, p.code AS period, i.code, i.area, i.scheme, i.reverse, r.number, r.base, r.text,
                   CASE i.kind WHEN 'share' THEN CASE WHEN r.base > 0 THEN r.number / r.base END
                               ELSE CASE WHEN i.max > i.min THEN (r.number - i.min) / (i.max - i.min) END END AS share
            FROM organisation o
            CROSS JOIN graded_period p
            CROSS JOIN indicator i
            LEFT JOIN result r ON r.organisation = o.code AND r.period = p.code AND r.indicator = i.code)) g;

CREATE VIEW grade_area AS
SELECT organisation, period, 'area' AS kind, area AS code, area, NULL AS number, NULL AS base, NULL AS text, normal,
       (SELECT l.number FROM level l WHERE l.scheme = a.scheme AND l.low <= normal + 1e-9 ORDER BY l.low DESC LIMIT 1) AS level, known, total
FROM (SELECT g.organisation, g.period, g.area,
             round(sum(g.normal * i.weight) / nullif(sum(CASE WHEN g.normal IS NOT NULL THEN i.weight END), 0), 12) AS normal,
             sum(g.known) AS known, count(*) AS total
      FROM grade_indicator g JOIN indicator i ON i.code = g.code
      WHERE g.area IS NOT NULL GROUP BY g.organisation, g.period, g.area) m
JOIN area a ON a.code = m.area;

-- The whole: weighted mean of areas, or of indicators where the setting «overall» says «indicators».
CREATE VIEW grade_overall AS
SELECT organisation, period, 'overall' AS kind, '' AS code, NULL AS area, NULL AS number, NULL AS base, NULL AS text, normal,
       (SELECT l.number FROM level l WHERE l.scheme = '' AND l.low <= normal + 1e-9 ORDER BY l.low DESC LIMIT 1) AS level, known, total
FROM (SELECT g.organisation, g.period,
             round(sum(g.normal * w.weight) / nullif(sum(CASE WHEN g.normal IS NOT NULL THEN w.weight END), 0), 12) AS normal,
             sum(g.known) AS known, sum(g.total) AS total
      FROM (SELECT * FROM grade_indicator UNION ALL SELECT * FROM grade_area) g
      JOIN (SELECT 'area' AS kind, code, weight FROM area UNION ALL SELECT 'indicator', code, weight FROM indicator) w
           ON w.kind = g.kind AND w.code = g.code
      WHERE g.kind = coalesce((SELECT CASE s.value WHEN 'indicators' THEN 'indicator' END FROM value s
                               WHERE s.entity = 'setting' AND s.key = 'overall' AND s.field = 'value'), 'area')
      GROUP BY g.organisation, g.period);

CREATE VIEW grade AS
SELECT * FROM grade_indicator UNION ALL SELECT * FROM grade_area UNION ALL SELECT * FROM grade_overall;

-- 3. The municipality ---------------------------------------------------------------------------------------------------------------

-- How many organisations stand where; from it means, levels and places follow.
CREATE TABLE tally (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, normal REAL, number REAL, level INTEGER, n INTEGER NOT NULL
) STRICT;
CREATE VIEW tally_view AS
SELECT period, kind, code, normal, number, level, count(*) FROM grade GROUP BY period, kind, code, normal, number, level;
INSERT INTO derived VALUES (14, 'tally', 'tally_view', 1);

CREATE TABLE norm (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, mean REAL, min REAL, max REAL, known INTEGER NOT NULL, total INTEGER NOT NULL,
    mean_number REAL, min_number REAL, max_number REAL, level INTEGER,
    PRIMARY KEY (period, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW norm_view AS
SELECT period, kind, code, mean, min, max, known, total, mean_number, min_number, max_number,
       (SELECT l.number FROM level l
        WHERE l.scheme = CASE n.kind WHEN 'indicator' THEN (SELECT i.scheme FROM indicator i WHERE i.code = n.code)
                                     WHEN 'area' THEN (SELECT a.scheme FROM area a WHERE a.code = n.code) ELSE '' END
          AND l.low <= n.mean + 1e-9 ORDER BY l.low DESC LIMIT 1)
FROM (SELECT period, kind, code, round(sum(normal * n) / sum(CASE WHEN normal IS NOT NULL THEN n END), 12) AS mean, min(normal) AS min,
             max(normal) AS max,
             sum(CASE WHEN CASE kind WHEN 'indicator' THEN number ELSE normal END IS NOT NULL THEN n ELSE 0 END) AS known, sum(n) AS total,
             round(sum(number * n) / sum(CASE WHEN number IS NOT NULL THEN n END), 12) AS mean_number, min(number) AS min_number,
             max(number) AS max_number
      FROM tally GROUP BY period, kind, code) n;
INSERT INTO derived VALUES (15, 'norm', 'norm_view', 0);

CREATE TABLE distribution (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, level INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (period, kind, code, level)
) STRICT, WITHOUT ROWID;
CREATE VIEW distribution_view AS
SELECT period, kind, code, level, sum(n) FROM tally WHERE level IS NOT NULL GROUP BY period, kind, code, level;
INSERT INTO derived VALUES (16, 'distribution', 'distribution_view', 0);

-- 4. Scores of the current period: grades with place, comparison and dynamics -------------------------------------------------------------------------------

-- place..place_last: rank with ties, 1 is the best: how many stand higher, and how many not lower.
CREATE TABLE place (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, normal REAL NOT NULL, place INTEGER NOT NULL, place_last INTEGER NOT NULL,
    PRIMARY KEY (period, kind, code, normal)
) STRICT, WITHOUT ROWID;
CREATE VIEW place_view AS
SELECT period, kind, code, normal, upto - n + 1, upto
FROM (SELECT period, kind, code, normal, n, sum(n) OVER (PARTITION BY period, kind, code ORDER BY normal DESC) AS upto
      FROM (SELECT period, kind, code, normal, sum(n) AS n FROM tally WHERE normal IS NOT NULL GROUP BY period, kind, code, normal));
INSERT INTO derived VALUES (17, 'place', 'place_view', 0);

CREATE TABLE score (
    organisation TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, area TEXT, number REAL, base REAL,
    text TEXT, normal REAL, level INTEGER, known INTEGER NOT NULL, total INTEGER NOT NULL, place INTEGER, place_last INTEGER,
    mean REAL, old_number REAL, old_base REAL, old_normal REAL, old_level INTEGER,
    PRIMARY KEY (organisation, period, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW score_view AS
SELECT g.organisation, g.period, g.kind, g.code, g.area, g.number, g.base, g.text, g.normal, g.level, g.known, g.total,
       r.place, r.place_last, n.mean, b.number, b.base, b.normal, b.level
FROM period p
CROSS JOIN grade g ON g.period = p.code
CROSS JOIN norm n ON n.period = g.period AND n.kind = g.kind AND n.code = g.code
LEFT JOIN place r ON r.period = g.period AND r.kind = g.kind AND r.code = g.code AND r.normal = g.normal
LEFT JOIN grade b ON b.organisation = g.organisation AND b.period = p.previous AND b.kind = g.kind AND b.code = g.code
WHERE p.current;
INSERT INTO derived VALUES (18, 'score', 'score_view', 1);

-- How many of an item's organisations stand better and worse than before, of how many in both periods. Less than half of a hundredth of a point
-- is the same.
CREATE TABLE trend (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, up INTEGER, down INTEGER, both INTEGER NOT NULL,
    PRIMARY KEY (period, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW trend_view AS
SELECT s.period, s.kind, s.code, sum(s.normal > s.old_normal + 5e-5), sum(s.normal < s.old_normal - 5e-5), count(s.normal - s.old_normal)
FROM score s GROUP BY s.period, s.kind, s.code;
INSERT INTO derived VALUES (19, 'trend', 'trend_view', 1); -- with `score`

-- 5. Deficits and successful practices by the rules -----------------------------------------------------------------------------------

CREATE TABLE finding (
    organisation TEXT NOT NULL, period TEXT NOT NULL, finding TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (organisation, period, finding, kind, code, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_of_item ON finding (period, finding, kind, code);
-- own: the value in the indicator's own unit; shares are compared in per cent.
CREATE VIEW finding_view AS
SELECT s.organisation, s.period, r.kind, s.kind, s.code, r.code
FROM rule r
JOIN (SELECT x.*, i.threshold, i.reverse, i.scheme, CASE i.kind WHEN 'share' THEN 100.0 * x.number / x.base ELSE x.number END AS own
      FROM score x LEFT JOIN indicator i ON x.kind = 'indicator' AND i.code = x.code) s
     ON s.kind = r."on" AND (r.target IS NULL OR r.target = '' OR r.target = s.code OR r.target = s.area)
WHERE s.normal IS NOT NULL AND r.kind IS NOT NULL
  AND CASE r.test
      WHEN 'below' THEN s.normal * 100 < r.value - 1e-7
      WHEN 'above' THEN s.normal * 100 >= r.value - 1e-7
      WHEN 'below_number' THEN s.own < r.value - 1e-9
      WHEN 'above_number' THEN s.own >= r.value - 1e-9
      WHEN 'below_threshold' THEN CASE WHEN s.reverse THEN s.own > s.threshold + 1e-9 ELSE s.own < s.threshold - 1e-9 END
      WHEN 'below_level' THEN s.level < r.value
      WHEN 'level_from' THEN s.level >= r.value
      WHEN 'top_level' THEN s.level = (SELECT max(l.number) FROM level l
                                       WHERE l.scheme = coalesce(s.scheme, (SELECT a.scheme FROM area a WHERE s.kind = 'area' AND a.code = s.code), ''))
      WHEN 'top' THEN s.place <= r.value
      WHEN 'below_mean' THEN s.normal * 100 < s.mean * 100 - coalesce(r.value, 0) - 1e-7
      WHEN 'above_mean' THEN s.normal * 100 > s.mean * 100 + coalesce(r.value, 0) + 1e-7
      WHEN 'decline' THEN s.normal * 100 <= s.old_normal * 100 - r.value + 1e-7
      WHEN 'growth' THEN s.normal * 100 >= s.old_normal * 100 + r.value - 1e-7
      END;
INSERT INTO derived VALUES (20, 'finding', 'finding_view', 0);

-- 6. Clusters of the current period ---------------------------------------------------------------------------------------------------

CREATE TABLE member (
    cluster TEXT NOT NULL, organisation TEXT NOT NULL,
    PRIMARY KEY (cluster, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_of ON member (organisation);
CREATE VIEW member_view AS
SELECT DISTINCT cluster, organisation FROM (
    SELECT c.cluster, c.alternative, o.code AS organisation
    FROM condition c JOIN cluster k ON k.code = c.cluster
    CROSS JOIN organisation o
    CROSS JOIN period p ON p.current
    LEFT JOIN score s ON s.organisation = o.code AND s.period = p.code
         AND s.kind = CASE WHEN coalesce(c.target, '') = '' THEN 'overall' WHEN c.target IN (SELECT code FROM area) THEN 'area' ELSE 'indicator' END
         AND s.code = coalesce(c.target, '')
    WHERE coalesce(CASE c.what
        WHEN 'kind' THEN o.kind = c.value
        WHEN 'type' THEN c.value IN (o.type, CASE o.type WHEN 'город' THEN 'city' WHEN 'село' THEN 'village' END)
        WHEN 'settlement' THEN o.settlement = c.value
        WHEN 'district' THEN o.district = c.value
        WHEN 'organisation' THEN o.code = c.value
        WHEN 'deficit' THEN EXISTS (SELECT 1 FROM finding f LEFT JOIN indicator i ON f.kind = 'indicator' AND i.code = f.code
                                    WHERE f.organisation = o.code AND f.period = p.code AND f.finding = 'deficit'
                                      AND (coalesce(c.target, '') = '' OR f.code = c.target OR i.area = c.target))
        WHEN 'practice' THEN EXISTS (SELECT 1 FROM finding f LEFT JOIN indicator i ON f.kind = 'indicator' AND i.code = f.code
                                     WHERE f.organisation = o.code AND f.period = p.code AND f.finding = 'practice'
                                       AND (coalesce(c.target, '') = '' OR f.code = c.target OR i.area = c.target))
        WHEN 'deficits' THEN (SELECT count(DISTINCT f.kind || f.code) FROM finding f
                              WHERE f.organisation = o.code AND f.period = p.code AND f.finding = 'deficit')
                             BETWEEN coalesce(c.low, 0) AND coalesce(c.high, 1e9)
        WHEN 'practices' THEN (SELECT count(DISTINCT f.kind || f.code) FROM finding f
                               WHERE f.organisation = o.code AND f.period = p.code AND f.finding = 'practice')
                              BETWEEN coalesce(c.low, 0) AND coalesce(c.high, 1e9)
        WHEN 'level' THEN s.level BETWEEN coalesce(c.low, CAST(c.value AS REAL), 0) AND coalesce(c.high, CAST(c.value AS REAL), 1e9)
        WHEN 'value' THEN s.normal * 100 >= coalesce(c.low, 0) - 1e-7 AND (c.high IS NULL OR s.normal * 100 < c.high - 1e-7 OR c.high = 100)
        WHEN 'rank' THEN s.place BETWEEN coalesce(c.low, 1) AND coalesce(c.high, 1e9)
        WHEN 'property' THEN EXISTS (SELECT 1 FROM value v WHERE v.entity = 'property' AND v.key = o.code AND v.field = c.target
                                     AND (c.value IS NULL OR CAST(v.value AS TEXT) = c.value)
                                     AND (c.low IS NULL OR v.value >= c.low) AND (c.high IS NULL OR v.value <= c.high))
        WHEN 'done' THEN EXISTS (SELECT 1 FROM fulfilment d WHERE d.organisation = o.code AND d.measure = c.target AND d.state = 'done')
        WHEN 'missing' THEN s.known < s.total
        END, 0) <> (c.negated <> 0)
    GROUP BY c.cluster, c.alternative, o.code
    HAVING count(*) = (SELECT count(*) FROM condition x WHERE x.cluster = c.cluster AND x.alternative = c.alternative));
INSERT INTO derived VALUES (21, 'member', 'member_view', 0);

-- 7. Recommendations: for each deficit the rows of the catalogue that fit it best: by indicator before by area, by the lowest level ------

CREATE TABLE advice (
    organisation TEXT NOT NULL, period TEXT NOT NULL, recommendation TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (organisation, period, recommendation, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW advice_view AS
SELECT organisation, period, recommendation, kind, code FROM (
    SELECT DISTINCT f.organisation, f.period, c.code AS recommendation, f.kind, f.code,
           rank() OVER (PARTITION BY f.organisation, f.period, f.kind, f.code
                        ORDER BY coalesce(c.indicator, '') = '', coalesce(c.rule, '') = '', coalesce(c.level, 99)) AS place
    FROM (SELECT DISTINCT organisation, period, kind, code FROM finding WHERE finding = 'deficit') f
    JOIN score s ON s.organisation = f.organisation AND s.period = f.period AND s.kind = f.kind AND s.code = f.code
    JOIN period p ON p.code = f.period AND p.current
    JOIN recommendation c ON coalesce(c.cluster, '') = ''
         AND CASE WHEN coalesce(c.indicator, '') <> '' THEN f.kind = 'indicator' AND c.indicator = f.code
                  WHEN coalesce(c.area, '') <> '' THEN c.area = s.area
                  ELSE f.kind = 'overall' END
         AND (c.level IS NULL OR s.level <= c.level)
         AND (coalesce(c.rule, '') = '' OR EXISTS (SELECT 1 FROM finding x WHERE x.organisation = f.organisation AND x.period = f.period
              AND x.finding = 'deficit' AND x.kind = f.kind AND x.code = f.code AND x.rule = c.rule)))
WHERE place = 1;
INSERT INTO derived VALUES (22, 'advice', 'advice_view', 0);

-- 8. Means and deficits of clusters, to compare with --------------------------------------------------------------------------------------

CREATE TABLE cluster_norm (
    cluster TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, mean REAL, mean_number REAL, known INTEGER NOT NULL, total INTEGER NOT NULL,
    deficits INTEGER NOT NULL, level INTEGER,
    PRIMARY KEY (cluster, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW cluster_norm_view AS
SELECT cluster, kind, code, mean, mean_number, known, total, deficits,
       (SELECT l.number FROM level l
        WHERE l.scheme = CASE n.kind WHEN 'indicator' THEN (SELECT i.scheme FROM indicator i WHERE i.code = n.code)
                                     WHEN 'area' THEN (SELECT a.scheme FROM area a WHERE a.code = n.code) ELSE '' END
          AND l.low <= n.mean + 1e-9 ORDER BY l.low DESC LIMIT 1)
FROM (SELECT m.cluster, s.kind, s.code, round(avg(s.normal), 12) AS mean, round(avg(s.number), 12) AS mean_number,
             CASE s.kind WHEN 'indicator' THEN count(s.number) ELSE count(s.normal) END AS known,
             count(*) AS total,
             sum(EXISTS (SELECT 1 FROM finding f WHERE f.organisation = s.organisation AND f.period = s.period AND f.finding = 'deficit'
                         AND f.kind = s.kind AND f.code = s.code)) AS deficits
      FROM member m CROSS JOIN period p ON p.current CROSS JOIN score s ON s.organisation = m.organisation AND s.period = p.code
      GROUP BY m.cluster, s.kind, s.code) n;
INSERT INTO derived VALUES (23, 'cluster_norm', 'cluster_norm_view', 0);

-- How many of an item's organisations have it as a deficit or a practice, beside `trend`: every reader needs these few rows, which follow from
-- all scores.
CREATE TABLE balance (
    period TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, up INTEGER, down INTEGER, both INTEGER NOT NULL, deficits INTEGER NOT NULL,
    practices INTEGER NOT NULL,
    PRIMARY KEY (period, kind, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW balance_view AS
SELECT t.period, t.kind, t.code, t.up, t.down, t.both,
       (SELECT count(DISTINCT f.organisation) FROM finding f
        WHERE f.period = t.period AND f.finding = 'deficit' AND f.kind = t.kind AND f.code = t.code),
       (SELECT count(DISTINCT f.organisation) FROM finding f
        WHERE f.period = t.period AND f.finding = 'practice' AND f.kind = t.kind AND f.code = t.code)
FROM trend t;
INSERT INTO derived VALUES (24, 'balance', 'balance_view', 0);

-- 9. All of the above that a letter to one organisation needs, in one row, packed by the program (src/store/profile.h) --------------------------

CREATE TABLE profile (organisation TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;

-- Views for those who ask by hand; nothing else depends on them.
CREATE VIEW deficits AS
SELECT f.organisation, o.name, f.period, f.kind, f.code, s.normal * 100 AS percent, s.level, r.title AS rule
FROM finding f JOIN organisation o ON o.code = f.organisation JOIN rule r ON r.code = f.rule
JOIN score s ON s.organisation = f.organisation AND s.period = f.period AND s.kind = f.kind AND s.code = f.code
WHERE f.finding = 'deficit';
CREATE VIEW practices AS
SELECT f.organisation, o.name, f.period, f.kind, f.code, s.normal * 100 AS percent, s.level, r.title AS rule
FROM finding f JOIN organisation o ON o.code = f.organisation JOIN rule r ON r.code = f.rule
JOIN score s ON s.organisation = f.organisation AND s.period = f.period AND s.kind = f.kind AND s.code = f.code
WHERE f.finding = 'practice';

CREATE VIEW current_edition AS
SELECT e.* FROM edition e
WHERE e.edition = (SELECT max(m.edition) FROM edition m WHERE m.id = e.id AND m.organisation = e.organisation);

-- Exports: the columns' names are the header.
CREATE TABLE word (what TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (what, name)) STRICT, WITHOUT ROWID;
INSERT INTO word VALUES
    ('state', '0', 'черновик'), ('state', '1', 'зарегистрирован'), ('state', '2', 'на подписании'), ('state', '3', 'подписан'),
    ('state', '4', 'опубликован'),
    ('event', 'made', 'создан'), ('event', 'changed', 'изменён'), ('event', 'edition', 'новая редакция'), ('event', 'number', 'номер'),
    ('event', 'state', 'состояние'), ('event', 'note', 'пометка'), ('event', 'pdf', 'PDF'), ('event', 'allow', 'допущено');
CREATE VIEW register_export AS
SELECT e.id AS "Документ", e.organisation AS "Код организации", o.name AS "Организация", e.edition AS "Редакция", e.kind AS "Вид",
       e.title AS "Заголовок", e.journal AS "Журнал", e.number AS "Номер", e.date AS "Дата", w.text AS "Состояние", e.path AS "Файл",
       e.source_digest AS "SHA-256", e.pdf_path AS "PDF", e.pdf_digest AS "SHA-256 PDF", e.signature_path AS "Подпись",
       e.made AS "Создан", e.changed AS "Изменён"
FROM edition e LEFT JOIN organisation o ON o.code = e.organisation LEFT JOIN word w ON w.what = 'state' AND w.name = e.state
ORDER BY e.id, coalesce(o.position, 0), e.organisation, e.edition;
CREATE VIEW history_export AS
SELECT h.no AS "№", h.time AS "Время", h.who AS "Кто", h.id AS "Документ", h.organisation AS "Код организации", h.edition AS "Редакция",
       coalesce(w.text, h.what) AS "Событие", h.text AS "Содержание"
FROM history h LEFT JOIN word w ON w.what = 'event' AND w.name = h.what ORDER BY h.no;
