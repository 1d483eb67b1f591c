package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/// Functions of arrays, texts, JSON and numbers beside DuckDB's, over the same random rows; each
/// line has both spellings.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionsDifferentialTest {
    private static final int ROWS = 300;

    /// How an array begins, which the two write differently.
    private static final String ARRAY = "<[";

    private final TestEngine engine = TestEngine.inMemory(64, 2);
    private final DuckDb duck = DuckDb.open();

    @BeforeAll
    void fill() {
        String values = values(new Random(77));
        String columns = " as v(id, n, a, b, s, j)";
        engine.execute(
                "create table t as select * from (values "
                        + values.replace(ARRAY, "array[")
                        + ")"
                        + columns);
        duck.execute(
                "create table t as select * from (values "
                        + values.replace(ARRAY, "[")
                        + ")"
                        + columns);
    }

    @AfterAll
    void close() {
        engine.close();
        duck.close();
    }

    /// Rows of a number, two arrays, a text and a JSON object, nulls among them.
    private static String values(Random random) {
        StringJoiner rows = new StringJoiner(", ");
        for (int id = 0; id < ROWS; id++) {
            rows.add(
                    "(%d, %s, %s, %s, %s, %s)"
                            .formatted(
                                    id,
                                    id == 0 ? "5" : orNull(random, "" + random.nextInt(-50, 50)),
                                    id == 0 ? ARRAY + "1]" : orNull(random, "<" + array(random)),
                                    id == 0 ? ARRAY + "2]" : orNull(random, "<" + array(random)),
                                    id == 0 ? "'x'" : orNull(random, text(random)),
                                    id == 0 ? "'{}'" : orNull(random, json(random))));
        }
        return rows.toString();
    }

    private static String orNull(Random random, String value) {
        return random.nextInt(8) == 0 ? "null" : value;
    }

    private static String array(Random random) {
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        elements.add("" + random.nextInt(10));
        for (int left = random.nextInt(5); left > 0; left--) {
            elements.add(orNull(random, "" + random.nextInt(10)));
        }
        return elements.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("'");
        for (int left = random.nextInt(9); left > 0; left--) {
            text.appendCodePoint("abBÄé,=€😀 ".codePoints().toArray()[random.nextInt(10)]);
        }
        return text.append("'").toString();
    }

    private static String json(Random random) {
        return "'{\"a\": {\"b\": %d}, \"l\": %s, \"t\": %s}'"
                .formatted(
                        random.nextInt(9),
                        array(random),
                        random.nextBoolean() ? "\"x y\"" : "true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    transform(a, x -> x * 2 + n) | list_transform(a, lambda x: x * 2 + n)
                    filter(a, x -> x > n) | list_filter(a, lambda x: x > n)
                    reduce(a, 0, (s, x) -> s + coalesce(x, 100), s -> s) | list_sum(list_transform(a, lambda x: coalesce(x, 100)))::bigint
                    transform(a, x -> cardinality(filter(coalesce(b, array[1]), y -> y < x))) | list_transform(a, lambda x: len(list_filter(coalesce(b, [1]), lambda y: y < x)))
                    zip_with(coalesce(a, array[0]), coalesce(b, array[0]), (x, y) -> coalesce(x, 0) - coalesce(y, 0)) | list_transform(list_zip(coalesce(a, [0]), coalesce(b, [0])), lambda p: coalesce(p[1], 0) - coalesce(p[2], 0))
                    array_first(a) | list_first(a)
                    array_last(a) | list_last(a)
                    to_hex(md5(to_utf8(s))) | upper(md5(s))
                    to_hex(sha1(to_utf8(s))) | upper(sha1(s))
                    to_hex(sha256(to_utf8(s))) | upper(sha256(s))
                    normalize(s, NFC) | nfc_normalize(s)
                    url_encode(replace(s, ' ', '')) | url_encode(replace(s, ' ', ''))
                    strpos(s, 'b') | instr(s, 'b')
                    to_base(abs(n), 2) | lower(to_base(abs(n), 2))
                    bit_count(n, 32) | bit_count(n::integer)
                    json_extract_scalar(j, '$.a.b') | json_extract_string(j, '$.a.b')
                    json_extract_scalar(j, '$.t') | json_extract_string(j, '$.t')
                    json_extract(j, '$.l[0]') | json_extract(j, '$.l[0]')
                    json_array_length(json_extract(j, '$.l')) | json_array_length(j, '$.l')
                    json_exists(j, '$.l[3]') | json_exists(j, '$.l[3]')
                    json_value(j, 'lax $.t') | json_extract_string(j, '$.t')
                    json_query(j, 'lax $.l[last]') | json_extract(j, '$.l[#-1]')
                    json_query(j, 'lax $.a') | json_extract(j, '$.a')
                    json_query(j, 'strict $.l[0 to 1]' with wrapper) | case when json_array_length(j, '$.l') > 1 then json_array(json_extract(j, '$.l[0]'), json_extract(j, '$.l[1]')) end
                    json_object('n' : n, 's' : s, 'l' : a) | json_object('n', n, 's', s, 'l', a)
                    json_array(n, s, b null on null) | json_array(n, s, b)
                    """)
    void functions_give_what_duckdbs_do(String ours, String theirs) {
        assertThat(rows(engine.execute(query(ours))))
                .as(ours)
                .containsExactlyElementsOf(rows(duck.rows(query(theirs))));
    }

    /// Each row as a line; nulls inside of arrays are spelled alike.
    private static List<String> rows(List<List<@Nullable String>> rows) {
        return rows.stream().map(row -> row.toString().replace("NULL", "null")).toList();
    }

    private static String query(String expression) {
        return "select id, " + expression + " from t order by id";
    }
}
