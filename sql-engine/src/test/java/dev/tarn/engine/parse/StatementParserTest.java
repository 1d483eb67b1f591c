package dev.tarn.engine.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.PartitionField.Transform;
import dev.tarn.engine.statement.TableChange;

import org.junit.jupiter.api.Test;

import java.util.List;

class StatementParserTest {

    @Test
    void create_table_takes_columns_of_every_spelling() {
        Command.CreateTable create =
                command(
                        "CREATE TABLE a.b (id bigint NOT NULL COMMENT 'key', s string,"
                                + " l array<struct<x: int, y: map<string, double>>>,"
                                + " r row(p decimal(10,2), q timestamp(9) with time zone))");
        assertThat(create.table().name().parts()).containsExactly("a", "b");
        assertThat(create.table().columns())
                .extracting(column -> column.name() + " " + column.type())
                .containsExactly(
                        "id bigint",
                        "s varchar",
                        "l array(row(x integer, y map(varchar, double)))",
                        "r row(p decimal(10,2), q timestamp(9) with time zone)");
        assertThat(create.table().columns().getFirst().required()).isTrue();
        assertThat(create.table().columns().getFirst().comment()).isEqualTo("key");
    }

    @Test
    void partitions_are_the_same_in_Sparks_words_and_in_Trinos() {
        Command.CreateTable spark =
                command(
                        "CREATE TABLE t (id int, ts timestamp) PARTITIONED BY (days(ts), bucket(16,"
                                + " id))");
        Command.CreateTable trino =
                command(
                        "CREATE TABLE t (id int, ts timestamp) WITH (partitioning ="
                                + " ARRAY['day(ts)', 'bucket(id, 16)'])");
        for (Command.CreateTable create : List.of(spark, trino)) {
            assertThat(create.table().partitioning())
                    .extracting(field -> field.transform() + " " + field.column())
                    .containsExactly(Transform.DAY + " ts", Transform.BUCKET + " id");
            assertThat(create.table().partitioning().get(1).argument()).isEqualTo(16);
        }
    }

    @Test
    void sort_orders_are_the_same_in_Sparks_words_and_in_Trinos() {
        Command.AlterTable spark =
                command("ALTER TABLE t WRITE ORDERED BY bucket(8, id), d DESC NULLS FIRST");
        Command.AlterTable trino =
                command(
                        "ALTER TABLE t SET PROPERTIES sorted_by = ARRAY['bucket(id, 8)', 'd desc"
                                + " nulls first']");
        for (Command.AlterTable alter : List.of(spark, trino)) {
            assertThat(((TableChange.SetSortOrder) alter.changes().getFirst()).fields())
                    .extracting(field ->
                            "%s %s %s %s"
                                    .formatted(
                                            field.term().transform(),
                                            field.term().column(),
                                            field.descending(),
                                            field.nullsFirst()))
                    .containsExactly("BUCKET id false true", "IDENTITY d true true");
        }
        assertError(
                "ALTER TABLE t WRITE ORDERED BY a, upper(b)",
                ErrorCode.INVALID_TABLE_PROPERTY,
                "Unknown partition field upper; there are column, year(column), month(column),"
                        + " day(column), hour(column), bucket(count, column) and truncate(width,"
                        + " column)",
                1,
                35);
        assertError(
                "ALTER TABLE t WRITE DISTRIBUTED BY a",
                ErrorCode.SYNTAX_ERROR,
                "Unexpected 'a'",
                1,
                36);
    }

    @Test
    void copy_into_takes_a_format_and_options() {
        Command.CopyInto copy =
                command(
                        "COPY INTO t FROM '/data/*.csv' FILE_FORMAT csv WITH (header = true,"
                                + " delimiter = ';')");
        assertThat(copy.files().location()).isEqualTo("/data/*.csv");
        assertThat(copy.files().format()).isEqualTo(FileSource.Format.CSV);
        assertThat(copy.files().options())
                .extracting(option -> option.name() + "=" + option.value())
                .containsExactly("header=true", "delimiter=;");
    }

    @Test
    void alter_table_makes_one_change_a_clause() {
        Command.AlterTable alter = command("ALTER TABLE t ADD COLUMN x int, y varchar");
        assertThat(alter.changes()).hasSize(2);
        assertThat(
                        this.<Command.AlterTable>command("ALTER TABLE t ALTER COLUMN x TYPE bigint")
                                .changes())
                .singleElement()
                .isInstanceOfSatisfying(
                        TableChange.ChangeType.class,
                        change -> assertThat(change.type()).isEqualTo(DataType.BIGINT));
        assertThat(this.<Command.AlterTable>command("ALTER TABLE t RENAME COLUMN x TO y").changes())
                .singleElement()
                .isInstanceOf(TableChange.RenameColumn.class);
    }

    @Test
    void prepare_keeps_the_text_of_its_statement() {
        Syntax syntax = StatementParser.parse("PREPARE p FROM\n  select ? + 1 ;");
        assertThat(syntax).isInstanceOf(Syntax.Prepare.class);
        assertThat(
                        StatementParser.tail(
                                "PREPARE p FROM\n  select ? + 1 ;",
                                ((Syntax.Prepare) syntax).start()))
                .isEqualTo("select ? + 1");
    }

    @Test
    void names_of_ordinary_columns_are_not_reserved() {
        assertThat(StatementParser.parse("select day, year, month, value, result, rows from t"))
                .isInstanceOf(Syntax.Query.class);
    }

    @Test
    void syntax_errors_say_where_and_what() {
        assertError("select from t", ErrorCode.SYNTAX_ERROR, "Unexpected 'from'", 1, 8);
        assertError("select 1\nfrom t whre x", ErrorCode.SYNTAX_ERROR, "Unexpected 'x'", 2, 13);
        assertError("selec 1", ErrorCode.SYNTAX_ERROR, "Unexpected 'selec'", 1, 1);
    }

    @Test
    void transactions_have_modes_in_any_order() {
        assertThat((Command) command("BEGIN"))
                .isEqualTo(new Command.BeginTransaction(false, false));
        assertThat((Command) command("begin work isolation level serializable read only"))
                .isEqualTo(new Command.BeginTransaction(true, true));
        assertThat(
                        (Command)
                                command(
                                        "START TRANSACTION ISOLATION LEVEL READ UNCOMMITTED, READ"
                                                + " WRITE"))
                .isEqualTo(new Command.BeginTransaction(false, false));
        assertThat((Command) command("start transaction read only, isolation level snapshot"))
                .isEqualTo(new Command.BeginTransaction(false, true));
        assertThat((Command) command("COMMIT WORK")).isEqualTo(new Command.Commit());
        assertThat((Command) command("rollback")).isEqualTo(new Command.Rollback());
        assertError(
                "start transaction isolation level chaos",
                ErrorCode.SYNTAX_ERROR,
                "Unexpected 'chaos'",
                1,
                35);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private <T extends Command> T command(String sql) {
        return (T) ((Syntax.Do) StatementParser.parse(sql)).command();
    }

    private static void assertError(
            String sql, ErrorCode code, String message, int line, int column) {
        assertThatThrownBy(() -> StatementParser.parse(sql))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        error -> {
                            assertThat(error.code()).isEqualTo(code);
                            assertThat(error.getMessage()).isEqualTo(message);
                            assertThat(error.position())
                                    .isEqualTo(new SqlException.Position(line, column));
                        });
    }
}
