package dev.tarn.storage.parquet.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.parquet.encoding.PageException;
import dev.tarn.storage.parquet.format.FormatException;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.prune.Pruner.Level;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is left out of one row group of 1,000 rows, by which level, and what is read to tell.
class PrunerTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "n", Types.IntegerType.get()),
                    optional(2, "few", Types.IntegerType.get()),
                    optional(3, "x", Types.DoubleType.get()),
                    optional(
                            4,
                            "place",
                            Types.StructType.of(
                                    optional(5, "zip", Types.IntegerType.get()),
                                    optional(10, "added", Types.IntegerType.get()))),
                    optional(6, "tags", Types.ListType.ofOptional(7, Types.IntegerType.get())),
                    withDefault(8, "gone", 7),
                    optional(11, "part", Types.StringType.get()),
                    optional(12, "note", Types.StringType.get()));

    private static Types.NestedField optional(
            int id, String name, org.apache.iceberg.types.Type type) {
        return Types.NestedField.optional(id, name, type);
    }

    private static Types.NestedField withDefault(int id, String name, int value) {
        return Types.NestedField.optional(name)
                .withId(id)
                .ofType(Types.IntegerType.get())
                .withInitialDefault(Expressions.lit(value))
                .build();
    }

    private static final MessageType STORED =
            MessageTypeParser.parseMessageType(
                    """
                    message table {
                      optional int32 n = 1;
                      optional int32 few = 2;
                      optional double x = 3;
                      optional group place = 4 { optional int32 zip = 5; }
                      optional group tags (LIST) = 6 {
                        repeated group list { optional int32 element = 7; }
                      }
                    }
                    """);

    private final TestFile file;

    PrunerTest() throws IOException {
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Group row = new SimpleGroup(STORED);
            row.add("n", i);
            row.add("few", 10 * (i % 5));
            if (i != 500) {
                row.add("x", i == 7 ? Double.NaN : i / 1000.0);
            }
            if (i >= 900) {
                row.addGroup("place").add("zip", i);
            }
            row.addGroup("tags").addGroup("list").add("element", i % 3);
            rows.add(row);
        }
        this.file =
                TestFile.write(
                        STORED,
                        rows,
                        options ->
                                options.withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                                        .withPageRowCountLimit(100)
                                        .withDictionaryEncoding("n", false)
                                        .withDictionaryEncoding("x", false)
                                        .withBloomFilterEnabled("x", true)
                                        .withBloomFilterNDV("x", 1000));
    }

    private Pruner.Outcome prune(Expression filter) throws IOException {
        return prune(filter, Map.of());
    }

    private Pruner.Outcome prune(Expression filter, Map<Integer, ?> constants) throws IOException {
        FileColumns columns = new FileColumns(file.columns().nodes(), constants);
        RowGroup group = file.footer.rowGroups().getFirst();
        return Pruner.of(filter, SCHEMA, columns, file.footer).prune(group, file);
    }

    private void keepsAll(Expression filter) throws IOException {
        assertThat(prune(filter)).isEqualTo(new Pruner.Outcome(RowRanges.all(1000), Level.NOTHING));
    }

    private void leavesOut(Expression filter, Level level) throws IOException {
        assertThat(prune(filter)).isEqualTo(new Pruner.Outcome(RowRanges.NONE, level));
    }

    private void assertRead(int dictionaries, int bloomFilters, int indexes) {
        assertThat(List.of(file.dictionariesRead, file.bloomFiltersRead, file.indexesRead))
                .containsExactly(dictionaries, bloomFilters, indexes);
    }

    @Test
    void bounds_that_leave_out_all_or_nothing_ask_for_no_bytes() throws IOException {
        leavesOut(Expressions.greaterThan("n", 999), Level.BOUNDS);
        leavesOut(Expressions.equal("few", 41), Level.BOUNDS);
        leavesOut(Expressions.isNull("n"), Level.BOUNDS);
        keepsAll(Expressions.lessThan("n", 1000));
        keepsAll(Expressions.notNull("few"));
        keepsAll(Expressions.notIn("n", -1, 1000));
        assertRead(0, 0, 0);
    }

    @Test
    void a_value_between_the_bounds_may_be_missing_in_the_dictionary() throws IOException {
        leavesOut(Expressions.equal("few", 15), Level.DICTIONARY);
        assertRead(1, 0, 0);
    }

    @Test
    void a_range_may_fall_between_two_entries_of_the_dictionary() throws IOException {
        leavesOut(
                Expressions.and(
                        Expressions.greaterThan("few", 10),
                        Expressions.and(Expressions.notNull("n"), Expressions.lessThan("few", 20))),
                Level.DICTIONARY);
    }

    @Test
    void one_side_of_a_range_is_not_worth_a_dictionary() throws IOException {
        keepsAll(Expressions.greaterThan("few", 15));
        assertThat(file.dictionariesRead).isZero();
    }

    @Test
    void a_value_may_be_missing_in_the_bloom_filter() throws IOException {
        leavesOut(Expressions.equal("x", 0.12345), Level.BLOOM);
        assertRead(0, 1, 0);
    }

    @Test
    void pages_are_cut_to_rows() throws IOException {
        assertThat(prune(Expressions.equal("n", 250)).rows()).hasToString("[200..300)");
        assertThat(
                        prune(
                                        Expressions.or(
                                                Expressions.lessThan("n", 150),
                                                Expressions.greaterThanOrEqual("n", 800)))
                                .rows())
                .hasToString("[0..200) [800..1000)");
        assertThat(
                        prune(
                                        Expressions.and(
                                                Expressions.lessThan("n", 350),
                                                Expressions.greaterThan("x", 0.21)))
                                .rows())
                .hasToString("[200..400)");
    }

    @Test
    void nulls_are_where_pages_have_some() throws IOException {
        assertThat(prune(Expressions.isNull("x")).rows()).hasToString("[500..600)");
    }

    @Test
    void nan_is_looked_for_where_it_may_be() throws IOException {
        assertThat(prune(Expressions.isNaN("x")).rows().contains(7)).isTrue();
        assertThat(prune(Expressions.notEqual("x", 0.5)).rows().contains(7)).isTrue();
    }

    @Test
    void fields_of_structs_are_judged_and_those_of_lists_are_not() throws IOException {
        leavesOut(Expressions.equal("place.zip", 5), Level.BOUNDS);
        assertThat(prune(Expressions.equal("place.zip", 950)).rows()).hasToString("[900..1000)");
        assertThat(prune(Expressions.isNull("place.zip")).rows()).hasToString("[0..900)");
        keepsAll(Expressions.isNull("place"));
        keepsAll(Expressions.equal("tags.element", 5));
    }

    @Test
    void a_column_that_the_file_lacks_is_its_constant_its_default_or_null() throws IOException {
        leavesOut(Expressions.equal("note", "a"), Level.BOUNDS);
        keepsAll(Expressions.isNull("note"));
        keepsAll(Expressions.equal("gone", 7));
        leavesOut(Expressions.equal("gone", 8), Level.BOUNDS);
        leavesOut(Expressions.equal("place.added", 8), Level.BOUNDS);
        keepsAll(Expressions.or(Expressions.equal("note", "a"), Expressions.lessThan("n", 2000)));
        Map<Integer, @Nullable Object> constants = Map.of(11, "a", 8, 9);
        assertThat(prune(Expressions.equal("part", "a"), constants).level())
                .isEqualTo(Level.NOTHING);
        assertThat(prune(Expressions.in("part", "b", "c"), constants).level())
                .isEqualTo(Level.BOUNDS);
        assertThat(prune(Expressions.equal("gone", 7), constants).level()).isEqualTo(Level.BOUNDS);
    }

    @Test
    void what_cannot_be_judged_counts_as_true() throws IOException {
        keepsAll(Expressions.equal(Expressions.truncate("n", 100), 5000));
        leavesOut(
                Expressions.and(
                        Expressions.equal(Expressions.truncate("n", 100), 500),
                        Expressions.lessThan("n", 0)),
                Level.BOUNDS);
    }

    @Test
    void damaged_files_give_rows_or_a_refusal() {
        List<Expression> filters =
                List.of(
                        Expressions.equal("n", 250),
                        Expressions.in("few", 15, 17),
                        Expressions.equal("x", 0.12345),
                        Expressions.isNull("place.zip"));
        int[] refused = new int[1];
        SeededRandom.forEachSeed(
                5000,
                random -> {
                    byte[] bytes = file.bytes.clone();
                    for (int i = 0; i < 1 + random.nextInt(4); i++) {
                        int last = random.nextBoolean() ? 3000 : bytes.length;
                        int at = bytes.length - 1 - random.nextInt(Math.min(last, bytes.length));
                        bytes[at] = (byte) random.nextInt();
                    }
                    try {
                        judge(new TestFile(bytes), filters.get(random.nextInt(filters.size())));
                    } catch (FormatException | PageException e) {
                        refused[0]++;
                    }
                });
        System.err.printf("pruning damaged files: 5000, %d refused%n", refused[0]);
        assertThat(refused[0]).isBetween(100, 4900);
    }

    private static void judge(TestFile damaged, Expression filter) throws IOException {
        Pruner pruner = Pruner.of(filter, SCHEMA, damaged.columns(), damaged.footer);
        for (RowGroup group : damaged.footer.rowGroups()) {
            RowRanges rows = pruner.prune(group, damaged).rows();
            assertThat(rows.rowCount()).isBetween(0L, group.rowCount());
        }
    }
}
