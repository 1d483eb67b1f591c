package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What SHOW CREATE prints makes the same when it is run again.
class CreateTextsTest {
    private static String shown(TestEngine engine, String kind, String name) {
        String text = engine.execute("show create " + kind + " " + name).getFirst().getFirst();
        return text == null ? "" : text;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a integer)",
                "(id bigint not null comment 'it''s a key', \"Order\" varchar, \"order\"\"s\""
                        + " date)",
                "(\"select\" integer, \"user\" row(\"Group\" uuid, l array(map(varchar,"
                        + " binary(3)))))",
                "(ts timestamp(9), tz timestamp with time zone, t time, d decimal(12,3), b"
                        + " varbinary, r real) with (format_version = 3)",
                "(a integer default -5, s varchar not null default 'it''s', d date default date"
                    + " '2024-02-29', ts timestamp default timestamp '2024-01-01 00:00:00.5', tz"
                    + " timestamp with time zone default '2024-01-01 10:00:00+00:00', x varbinary"
                    + " default X'00ff', u uuid default '12345678-1234-1234-1234-123456789abc', e"
                    + " double default 2.5e10, c decimal(5,2) default 1.5, b boolean default true)"
                    + " with (format_version = 3)",
                "(id bigint, ts timestamp, \"K\" varchar, p row(x integer)) comment 'what it is'"
                        + " partitioned by (bucket(8, id), days(ts), truncate(3, \"K\"), p.x) with"
                        + " (sorted_by = ARRAY['\"K\" DESC NULLS FIRST', 'hour(ts)', 'bucket(id, 4)"
                        + " NULLS LAST'], format = 'ORC', \"a.b\" = 'c''d')",
                "(id bigint not null, p row(x integer not null comment 'it''s x', y array(date not"
                        + " null) comment 'y', z map(varchar, row(q real not null) not null) not"
                        + " null) not null, l array(row(a bigint not null))) partitioned by"
                        + " (bucket(8, id) as shard, truncate(3, p.x) as \"Cut\", id) with"
                        + " (identifier_fields = ARRAY['p.x', 'id'])",
            })
    void tables_are_made_again(String definition) {
        try (TestEngine engine = TestEngine.inMemory(1024, 1)) {
            engine.execute("create table \"My table\" " + definition);
            assertMadeAgain(engine, "table", "test.\"My table\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "as select 1 as a",
                "(b comment 'it''s b', \"Select\") comment 'what it is' tblproperties ('x' = 'y')"
                        + " as select 1, 2 as c",
                "as with q as (select 1 as a) select a from q order by a limit 3",
            })
    void views_are_made_again(String definition) {
        try (TestEngine engine = TestEngine.inMemory(1024, 1)) {
            engine.execute("create view v " + definition);
            assertMadeAgain(engine, "view", "v");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "() returns bigint return 1",
                "(\"Select\" row(a bigint, \"B\" array(varchar)) comment 'it''s a row', d"
                        + " decimal(12,3)) returns map(varchar, double) not deterministic comment"
                        + " 'what it is' returns null on null input return map(array['a'],"
                        + " array[random()])",
                "(x bigint) returns table (a bigint, \"order\" date) return select x, date"
                        + " '2024-02-29' from (values 1) where x > 1 -- so",
            })
    void functions_are_made_again(String definition) {
        try (TestEngine engine = TestEngine.inMemory(1024, 1)) {
            engine.execute("create function \"My f\"" + definition);
            String text = shown(engine, "function", "test.\"My f\"");
            String described = engine.execute("describe function \"My f\"").toString();
            engine.execute("drop function \"My f\"");
            engine.execute(text);
            assertThat(shown(engine, "function", "\"My f\"")).isEqualTo(text);
            assertThat(engine.execute("describe function \"My f\"")).hasToString(described);
        }
    }

    private static void assertMadeAgain(TestEngine engine, String kind, String name) {
        String text = shown(engine, kind, name);
        String described = engine.execute("describe " + name).toString();
        engine.execute("drop " + kind + " " + name);
        engine.execute(text);
        assertThat(shown(engine, kind, name)).isEqualTo(text);
        assertThat(engine.execute("describe " + name)).hasToString(described);
    }
}
