package dev.tarn.engine.differential.random;

import dev.tarn.engine.differential.ParquetTables;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Tables of some rows with what is rare: nulls, no rows, one row, only nulls, NaN and infinities,
/// the largest and least of each type, texts beyond ASCII, runs of equal keys.
final class RandomTables {
    private static final Schema SCHEMA =
            new Schema(
                    NestedField.optional(1, "k", Types.IntegerType.get()),
                    NestedField.optional(2, "i", Types.IntegerType.get()),
                    NestedField.optional(3, "l", Types.LongType.get()),
                    NestedField.optional(4, "d", Types.DecimalType.of(12, 2)),
                    NestedField.optional(5, "w", Types.DecimalType.of(38, 10)),
                    NestedField.optional(6, "x", Types.DoubleType.get()),
                    NestedField.optional(7, "y", Types.DoubleType.get()),
                    NestedField.optional(8, "s", Types.StringType.get()),
                    NestedField.optional(9, "t", Types.DateType.get()),
                    NestedField.optional(10, "ts", Types.TimestampType.withoutZone()),
                    NestedField.optional(11, "f", Types.BooleanType.get()));

    private static final List<String> TYPES =
            List.of(
                    "integer",
                    "integer",
                    "bigint",
                    "decimal(12, 2)",
                    "decimal(38, 10)",
                    "double",
                    "double",
                    "varchar",
                    "date",
                    "timestamp",
                    "boolean");

    private static final List<String> LONGS =
            List.of("9223372036854775807", "-9223372036854775808", "0", "1", "4294967296");
    private static final List<String> WIDE =
            List.of(
                    "9999999999999999999999999999.9999999999",
                    "-9999999999999999999999999999.9999999999",
                    "0",
                    "0.0000000001",
                    "123456789012345678.5");
    private static final List<String> REALS =
            List.of("'NaN'", "'Infinity'", "'-Infinity'", "-0.0", "0.0", "1e300", "4.9e-324", "1");
    private static final List<String> TEXTS =
            List.of("", "a", "b", "ab", "a b", "äö", "日本", "zz", "A", "%", "_", "🎉x", "é", "aa");
    private static final List<String> DAYS =
            List.of(
                    "2020-02-29",
                    "2020-03-01",
                    "1999-12-31",
                    "1970-01-01",
                    "0001-01-01",
                    "9999-12-31",
                    "1582-10-10",
                    "1900-02-28");
    private static final List<String> TIMES =
            List.of(
                    "2020-02-29 12:30:00",
                    "1969-12-31 23:59:59.999999",
                    "2020-03-01 00:00:00",
                    "0001-01-01 00:00:00",
                    "9999-12-31 23:59:59.999999");

    private final ParquetTables tables;
    private final Random random;

    private RandomTables(ParquetTables tables, Random random) {
        this.tables = tables;
        this.random = random;
    }

    /// Makes the tables and gives their names.
    static List<String> make(ParquetTables tables, Random random) {
        RandomTables made = new RandomTables(tables, random);
        made.make("small", 25, 8);
        made.make("middle", 120, 8);
        made.make("empty", 0, 8);
        made.make("one", 1, 8);
        made.make("nulls", 6, 1);
        made.make("facts", 200, 12);
        made.makeOfParts("parted", "middle", " partitioned by (k, truncate(1, s))");
        made.makeOfParts("cut", "middle", "");
        made.cut("cut", "middle", "k", random.nextInt(6));
        return List.of("small", "middle", "empty", "one", "nulls", "small", "parted", "cut");
    }

    /// The columns of each table.
    static List<Term> columns(String alias) {
        return List.of(
                Term.tame(Fragment.of(alias + ".k"), Kind.INTEGER),
                Term.tame(Fragment.of(alias + ".i"), Kind.INTEGER),
                Term.wild(Fragment.of(alias + ".l"), Kind.BIGINT),
                Term.tame(Fragment.of(alias + ".d"), Kind.DECIMAL),
                Term.wild(Fragment.of(alias + ".w"), Kind.DECIMAL),
                Term.tame(Fragment.of(alias + ".x"), Kind.DOUBLE),
                Term.wild(Fragment.of(alias + ".y"), Kind.DOUBLE),
                Term.tame(Fragment.of(alias + ".s"), Kind.VARCHAR),
                Term.tame(Fragment.of(alias + ".t"), Kind.DATE),
                Term.tame(Fragment.of(alias + ".ts"), Kind.TIMESTAMP),
                Term.tame(Fragment.of(alias + ".f"), Kind.BOOLEAN));
    }

    /// @param nullEvery one value of so many is null; of 1, all are
    private void make(String name, int rowCount, int nullEvery) {
        String source = "source_" + name;
        tables.duck()
                .execute(
                        "create or replace table %s (k integer, i integer, l bigint, d decimal(12, 2),"
                                        .formatted(source)
                                + " w decimal(38, 10), x double, y double, s varchar, t date,"
                                + " ts timestamp, f boolean)");
        for (int row = 0; row < rowCount; row++) {
            List<String> values = new ArrayList<>(row());
            for (int i = 0; i < values.size(); i++) {
                if (random.nextInt(nullEvery) == 0) {
                    values.set(i, "null");
                }
            }
            tables.duck()
                    .execute(
                            "insert into %s values (%s)"
                                    .formatted(source, String.join(", ", values)));
        }
        tables.copyByDuckDb(source, name, SCHEMA, "compression zstd");
    }

    /// A table of the rows of another, written by Tarn in several files.
    private void makeOfParts(String name, String of, String partitioning) {
        List<String> columns = new ArrayList<>();
        for (NestedField field : SCHEMA.columns()) {
            columns.add(field.name() + " " + TYPES.get(field.fieldId() - 1));
        }
        String list = String.join(", ", columns);
        tables.tarn().execute("create table " + name + " (" + list + ")" + partitioning);
        for (String part :
                List.of("i < 0", "i >= 0 and f", "i is null or (i >= 0 and f is not true)")) {
            tables.tarn()
                    .execute("insert into %s select * from %s where %s".formatted(name, of, part));
        }
        tables.duck().execute("create or replace view %s as from source_%s".formatted(name, of));
    }

    /// Deletes rows of a table by an equality delete.
    private void cut(String name, String of, String column, int value) {
        tables.deleteEqual(name, column, value);
        tables.duck()
                .execute(
                        "create or replace view %s as from source_%s where %s is distinct from %d"
                                .formatted(name, of, column, value));
    }

    private List<String> row() {
        return List.of(
                String.valueOf(random.nextInt(6)),
                String.valueOf(random.nextInt(200) - 100),
                pick(LONGS),
                "%d.%02d".formatted(random.nextInt(400) - 200, random.nextInt(4) * 25),
                pick(WIDE),
                String.valueOf((random.nextInt(400) - 200) * 0.25),
                pick(REALS),
                "'" + pick(TEXTS) + "'",
                "date '" + pick(DAYS) + "'",
                "timestamp '" + pick(TIMES) + "'",
                String.valueOf(random.nextBoolean()));
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
