package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// `add_files` and `snapshot`: files that others wrote, as tables take them.
class AddFilesTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable TestLake opened;

    @BeforeEach
    void open() {
        opened = TestLake.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        requireNonNull(opened).close();
    }

    private List<List<@Nullable Object>> execute(String sql) {
        return requireNonNull(opened).execute(sql);
    }

    private void refused(String sql, ErrorCode code, String... parts) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> execute(sql));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure).as(sql).hasMessageContainingAll(parts);
        assertThat(failure.code()).as(sql).isEqualTo(code);
    }

    private Table table(String name) {
        return requireNonNull(opened).catalog().loadTable(TestLake.table(name));
    }

    private Path source(String name) {
        return folder.resolve(name);
    }

    /// The directory called `name` as Spark writes it.
    private String named(String format, String name) {
        return "'`%s`.`%s`'".formatted(format, source(name));
    }

    /// Lets DuckDB write what `query` gives.
    private void write(String query, String name, String options) {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            Files.createDirectories(requireNonNull(source(name).getParent()));
            statement.execute(
                    "copy (%s) to '%s' (format parquet%s)".formatted(query, source(name), options));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What Iceberg's own reader gives of a table, as sorted text. It takes columns of files
    /// without field ids by position.
    private TreeSet<String> rowsOfIceberg(String name) throws IOException {
        TreeSet<String> rows = new TreeSet<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table(name)).build()) {
            for (Record record : records) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < record.size(); i++) {
                    values.add(record.get(i));
                }
                rows.add(values.toString());
            }
        }
        return rows;
    }

    private static final String PARTITIONED =
            "select i::bigint as id, 'n' || i as name, case when i % 3 = 0 then null when i % 3 = 1"
                    + " then 'a b/c' else 'ä' end as k from range(9) r(i)";

    @Test
    void partitioned_directories_become_partitions() throws IOException {
        write(PARTITIONED, "hive", ", partition_by (k)");
        execute(
                "create table t (id bigint, name varchar, k varchar) with (partitioning ="
                        + " array['k'])");
        assertThat(
                        execute(
                                "call system.add_files(table => 't', source_table => %s, parallelism => 2)"
                                        .formatted(named("parquet", "hive"))))
                .containsExactly(List.of(3L, 3L));
        List<List<@Nullable Object>> rows = execute("select id, k from t order by id");
        assertThat(rows)
                .startsWith(Arrays.asList(0L, null), List.of(1L, "a b/c"), List.of(2L, "ä"))
                .hasSize(9);
        assertThat(execute("select count(*), min(id), max(id) from t where k = 'a b/c'"))
                .containsExactly(List.of(3L, 1L, 7L));
        assertThat(execute("select count(*) from t where k is null")).containsExactly(List.of(3L));
        assertThat(execute("select name from t where id = 4")).containsExactly(List.of("n4"));
        assertThat(rowsOfIceberg("t")).hasSize(9).contains("[4, n4, a b/c]", "[6, n6, null]");
        assertThat(table("t").properties()).containsKey(TableProperties.DEFAULT_NAME_MAPPING);
        execute("update t set name = 'x' where id = 4");
        assertThat(execute("select name from t where id in (4, 7) order by id"))
                .containsExactly(List.of("x"), List.of("n7"));
    }

    @Test
    void directories_of_no_value_are_refused_where_there_must_be_one() {
        write(PARTITIONED, "hive", ", partition_by (k)");
        execute(
                "create table t (id bigint, name varchar, k varchar not null) with (partitioning ="
                        + " array['k'])");
        refused(
                "call system.add_files('t', " + named("parquet", "hive") + ")",
                ErrorCode.TYPE_MISMATCH,
                "has NULL for the column 'k' of",
                "which is NOT NULL");
        assertThat(execute("select * from t")).isEmpty();
    }

    @Test
    void only_the_partition_that_is_asked_for_is_taken_and_no_file_twice() {
        write(
                "select i::integer as id, i % 2 as part from range(6) r(i)",
                "hive", ", partition_by (part)");
        execute("create table t (id integer, part integer) with (partitioning = array['part'])");
        String add =
                "call system.add_files('t', " + named("parquet", "hive") + ", map('PART', %s))";
        assertThat(execute(add.formatted("'1'"))).containsExactly(List.of(1L, 1L));
        assertThat(execute("select distinct part from t")).containsExactly(List.of(1));
        refused(add.formatted("'7'"), ErrorCode.INVALID_ARGUMENTS, "No partition of", "matches");
        refused(add.formatted("'x'"), ErrorCode.TYPE_MISMATCH, "has 'x' for the column 'part'");
        refused(
                "call system.add_files('t', %s, map('id', '1'))"
                        .formatted(named("parquet", "hive")),
                ErrorCode.INVALID_ARGUMENTS,
                "The partition filter names [id]");
        refused(add.formatted("1"), ErrorCode.ALREADY_EXISTS, "main.t has the file", "already");
        assertThat(
                        execute(
                                "call system.add_files(table => 't', source_table => %s, check_duplicate_files => false)"
                                        .formatted(named("parquet", "hive"))))
                .containsExactly(List.of(2L, 2L));
        assertThat(execute("select count(*) from t")).containsExactly(List.of(9L));
    }

    @Test
    void values_are_found_by_what_footers_tell_whatever_their_unit() {
        write(
                "select i::integer as id, (timestamp '2026-01-01' +"
                    + " to_days(i::integer))::timestamp_ms as ms, i::usmallint as u, (i / 4)::float"
                    + " as f, (i * 1.25)::decimal(9, 2) as d, uuid() as id2 from range(100) r(i)",
                "one.parquet",
                "");
        execute(
                "create table t (id bigint, ms timestamp(6), u integer, f double, d decimal(12, 2),"
                        + " id2 uuid)");
        assertThat(
                        execute(
                                "alter table t execute add_files(location => '%s', format => 'parquet')"
                                        .formatted(source("one.parquet"))))
                .containsExactly(List.of(1L, 1L));
        assertThat(execute("select id from t where ms = timestamp '2026-01-08 00:00:00'"))
                .containsExactly(List.of(7L));
        assertThat(execute("select id from t where u = 99 and d = 123.75"))
                .containsExactly(List.of(99L));
        assertThat(execute("select max(ms) = timestamp '2026-04-10', max(id), max(d) > 123 from t"))
                .containsExactly(List.of(true, 99L, true));
        assertThat(execute("select count(*) from t where f > 24.5")).containsExactly(List.of(1L));
    }

    @Test
    void columns_that_do_not_fit_are_refused_by_name() {
        write("select 1 as id, 'x' as name", "plain/a.parquet", "");
        String add = "call system.add_files('t', " + named("parquet", "plain") + ")";
        execute("create table t (id integer, name integer)");
        refused(
                add,
                ErrorCode.TYPE_MISMATCH,
                "The column 'name' of",
                "a.parquet is string, and in lake.main.t it is int");
        execute("drop table t");
        execute("create table t (id integer)");
        refused(add, ErrorCode.COLUMN_NOT_FOUND, "has a column 'name' that table lake.main.t");
        execute("drop table t");
        execute("create table t (id integer, name varchar, more varchar not null)");
        refused(add, ErrorCode.COLUMN_NOT_FOUND, "has no column 'more', which is NOT NULL");
        execute("drop table t");
        execute("create table t (id integer not null, name varchar)");
        execute(add);
        write("select null::integer as id, 'x' as name", "plain/b.parquet", "");
        refused(
                add.replace(")", ", check_duplicate_files => false)"),
                ErrorCode.INVALID_ARGUMENTS,
                "b.parquet may have nulls in its column 'id'");
        execute("create table u (id smallint, name varchar) with (partitioning = array['id'])");
        refused(
                add.replace("'t'", "'u'"),
                ErrorCode.INVALID_ARGUMENTS,
                "was never partitioned by the columns []");
        assertThat(execute("select * from t")).containsExactly(List.of(1, "x"));
    }

    @Test
    void nested_columns_are_found_by_name() {
        write(
                "select 1 as id, {'b': 2, 'a': [{'y': 'why'}]} as s, map {'k': 5} as m",
                "nested/a.parquet",
                "");
        execute(
                "create table t (m map(varchar, bigint), s row(a array(row(x integer, y varchar)),"
                        + " b bigint), id integer)");
        execute("call system.add_files('t', " + named("parquet", "nested") + ")");
        assertThat(execute("select id, s.b, s.a[1].y, s.a[1].x is null, m['k'] from t"))
                .containsExactly(List.of(1, 2L, "why", true, 5L));
        execute("create table u (id integer, s row(b varchar), m map(varchar, integer))");
        refused(
                "call system.add_files('u', " + named("parquet", "nested") + ")",
                ErrorCode.TYPE_MISMATCH,
                "The column 's.b'");
    }

    @Test
    void files_of_avro_and_orc_are_taken() throws IOException {
        Files.createDirectories(source("avro"));
        Schema schema =
                SchemaBuilder.record("r")
                        .fields()
                        .requiredLong("id")
                        .optionalString("name")
                        .endRecord();
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, source("avro").resolve("a.avro").toFile());
            GenericRecord row = new GenericData.Record(schema);
            row.put("id", 1L);
            row.put("name", "avro");
            writer.append(row);
        }
        Files.createDirectories(source("orc"));
        TypeDescription type = TypeDescription.fromString("struct<name:string,id:int>");
        try (Writer writer =
                OrcFile.createWriter(
                        new org.apache.hadoop.fs.Path(source("orc").resolve("a.orc").toUri()),
                        OrcFile.writerOptions(new Configuration(false)).setSchema(type))) {
            VectorizedRowBatch batch = type.createRowBatch();
            ((BytesColumnVector) batch.cols[0]).setVal(0, "orc".getBytes(StandardCharsets.UTF_8));
            ((LongColumnVector) batch.cols[1]).vector[0] = 2;
            batch.size = 1;
            writer.addRowBatch(batch);
        }
        execute("create table t (id bigint not null, name varchar)");
        execute("call system.add_files('t', " + named("avro", "avro") + ")");
        execute("call system.add_files('t', " + named("orc", "orc") + ")");
        assertThat(execute("select id, name from t order by id"))
                .containsExactly(List.of(1L, "avro"), List.of(2L, "orc"));
        assertThat(execute("select name from t where id = 2")).containsExactly(List.of("orc"));
        execute("create table u (id bigint, name varchar)");
        refused(
                "call system.add_files('u', " + named("parquet", "orc") + ")",
                ErrorCode.BAD_DATA,
                "a.orc");
    }

    @Test
    void snapshot_makes_a_table_over_files_that_stay_others() {
        write(PARTITIONED, "hive", ", partition_by (k)");
        assertThat(
                        execute(
                                "call system.snapshot(source_table => %s, table => 's', properties => map('owner', 'me'), ignore_missing_files => true)"
                                        .formatted(named("parquet", "hive"))))
                .containsExactly(List.of(3L));
        assertThat(execute("select count(*), count(distinct k), max(id) from s"))
                .containsExactly(List.of(9L, 2L, 8L));
        assertThat(table("s").properties())
                .containsEntry(TableProperties.GC_ENABLED, "false")
                .containsEntry("snapshot", "true")
                .containsEntry("owner", "me");
        execute("insert into s values (100, 'own', 'new')");
        execute("delete from s where id < 100");
        assertThat(execute("select * from s")).containsExactly(List.of(100L, "own", "new"));
        execute("drop table s");
        assertThat(execute("select count(*) from read_parquet('%s/**')".formatted(source("hive"))))
                .containsExactly(List.of(9L));
        execute("create table s (id bigint)");
        refused(
                "call system.snapshot(%s, 's')".formatted(named("parquet", "hive")),
                ErrorCode.TABLE_ALREADY_EXISTS,
                "lake.main.s");
    }

    @Test
    void types_of_directories_are_told_by_their_values() {
        write(
                "select 1 as id, 2026 as year, date '2026-01-02' as day, 5000000000 as big",
                "hive",
                ", partition_by (year, day, big)");
        execute("call system.snapshot(%s, 's')".formatted(named("parquet", "hive")));
        assertThat(execute("select typeof(year), typeof(day), typeof(big), id from s"))
                .containsExactly(List.of("integer", "date", "bigint", 1));
    }

    @Test
    void directories_that_are_no_partitions_are_refused_taken_or_left_out() {
        write("select 1 as id", "dir/a.parquet", "");
        write("select 2 as id", "dir/sub/b.parquet", "");
        execute("create table t (id integer)");
        String add =
                "alter table t execute add_files(location => '%s', format => 'PARQUET'%s)"
                        .formatted(source("dir"), "%s");
        refused(
                add.formatted(""),
                ErrorCode.INVALID_ARGUMENTS,
                "b.parquet is in the directory 'sub', which is no partition");
        execute(add.formatted(", recursive_directory => 'FALSE'"));
        assertThat(execute("select id from t")).containsExactly(List.of(1));
        execute(add.formatted(", recursive_directory => 'true', check_duplicate_files => false"));
        assertThat(execute("select id from t order by id"))
                .containsExactly(List.of(1), List.of(1), List.of(2));
        write("select 3 as id", "dir/k=1/c.parquet", "");
        refused(
                add.formatted(", recursive_directory => 'TRUE'"),
                ErrorCode.INVALID_ARGUMENTS,
                "is in directories of [");
    }

    @Test
    void files_are_added_to_branches() {
        write("select 1 as id", "dir/a.parquet", "");
        execute("create table t (id integer)");
        execute("insert into t values (0)");
        execute("alter table t create branch b");
        execute("call system.add_files('t.branch_b', " + named("parquet", "dir") + ")");
        assertThat(execute("select count(*) from t")).containsExactly(List.of(1L));
        assertThat(execute("select count(*) from t.branch_b")).containsExactly(List.of(2L));
    }

    @Test
    void file_that_another_writer_adds_meanwhile_is_refused() throws IOException {
        write("select 1 as id", "dir/a.parquet", "");
        HookedLake hooked = HookedLake.open(source("hooked"));
        try (TestLake lake = hooked.lake()) {
            lake.execute("create table t (id integer)");
            String add = "call system.add_files('t', " + named("parquet", "dir") + ")";
            hooked.files().beforeNextManifestList(() -> lake.execute(add));
            SqlException failure =
                    catchThrowableOfType(SqlException.class, () -> lake.execute(add));
            assertThat(failure).hasMessageContaining("a.parquet already");
            assertThat(failure.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
            assertThat(lake.execute("select count(*) from t")).containsExactly(List.of(1L));
        }
    }

    @Test
    void what_cannot_be_a_source_is_refused() {
        execute("create table t (id integer)");
        execute("insert into t values (0)");
        ErrorCode wrong = ErrorCode.INVALID_ARGUMENTS;
        refused(
                "call system.add_files('t', 'main.other')",
                ErrorCode.NOT_SUPPORTED,
                "is no directory of files");
        refused("call system.add_files('t')", wrong, "takes either 'source_table' or 'location'");
        refused("call system.add_files('t', '`parquet`.`/nowhere`')", ErrorCode.NOT_FOUND, "");
        refused(
                "call system.add_files('nothing', '`parquet`.`/nowhere`')",
                ErrorCode.TABLE_NOT_FOUND,
                "main.nothing");
        refused(
                "alter table t execute add_files(location => '/x', format => 'csv')",
                wrong,
                "is PARQUET, ORC or AVRO, not csv");
        String own = table("t").location() + "/data";
        execute("create table u (id integer)");
        refused(
                "call system.add_files('u', '`parquet`.`%s`')".formatted(own),
                wrong,
                "has field ids, as files of Iceberg tables have");
        refused(
                "call system.migrate('t')",
                ErrorCode.NOT_SUPPORTED,
                "Procedure migrate takes a table of Hive's",
                "call snapshot");
    }
}
