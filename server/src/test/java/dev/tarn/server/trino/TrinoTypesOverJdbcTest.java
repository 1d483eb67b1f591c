package dev.tarn.server.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.server.CannedQuery;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.HttpConfig;
import dev.tarn.server.query.Queries;
import dev.tarn.storage.variant.VariantBytes;

import io.trino.jdbc.TrinoIntervalDayTime;
import io.trino.jdbc.TrinoIntervalYearMonth;

import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.Variants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Every type through the unmodified driver: what goes in as a vector comes out as a JDBC value.
class TrinoTypesOverJdbcTest {
    private static final UUID ID = UUID.fromString("12345678-1234-5678-9abc-def012345678");
    private static final DataType ROW =
            new DataType.StructOf(
                    List.of(
                            new DataType.Field("x", DataType.INTEGER),
                            new DataType.Field("Y z", DataType.STRING)));

    private static final Map<String, List<Sample>> SAMPLES =
            Map.of(
                    "numbers",
                    List.of(
                            new Sample(DataType.TINYINT, -7),
                            new Sample(DataType.SMALLINT, 300),
                            new Sample(DataType.INTEGER, 70_000),
                            new Sample(DataType.BIGINT, Long.MIN_VALUE),
                            new Sample(DataType.REAL, 1.5f),
                            new Sample(DataType.DOUBLE, Double.NaN),
                            new Sample(new DataType.Decimal(10, 2), new BigDecimal("-12.30")),
                            new Sample(
                                    new DataType.Decimal(38, 0),
                                    new BigDecimal("99999999999999999999999999999999999999"))),
                    "others",
                    List.of(
                            new Sample(DataType.BOOLEAN, true),
                            new Sample(DataType.STRING, "snow ❄ \"quoted\"\n"),
                            new Sample(DataType.BINARY, "ab".getBytes(StandardCharsets.UTF_8)),
                            new Sample(new DataType.Fixed(2), new byte[] {1, 2}),
                            new Sample(DataType.UUID, ID),
                            new Sample(
                                    DataType.VARIANT,
                                    VariantBytes.of(
                                            VariantMetadata.empty(), Variants.of("a \"b\"")))),
                    "times",
                    List.of(
                            new Sample(DataType.DATE, LocalDate.of(1969, 12, 31)),
                            new Sample(DataType.TIME, LocalTime.of(1, 2, 3, 4_000)),
                            new Sample(
                                    DataType.TIMESTAMP,
                                    LocalDateTime.of(1960, 1, 2, 3, 4, 5, 6_000)),
                            new Sample(
                                    DataType.TIMESTAMP_TZ,
                                    OffsetDateTime.parse("2020-05-06T07:08:09.000010Z")),
                            new Sample(
                                    new DataType.Timestamp(9, false),
                                    LocalDateTime.of(2020, 1, 2, 3, 4, 5, 123_456_789)),
                            new Sample(DataType.INTERVAL_YEAR_MONTH, -14L),
                            new Sample(DataType.INTERVAL_DAY_SECOND, 93_784_005L)),
                    "nested",
                    List.of(
                            new Sample(
                                    new DataType.ListOf(DataType.BIGINT), Arrays.asList(1L, null)),
                            new Sample(
                                    new DataType.MapOf(DataType.INTEGER, DataType.STRING),
                                    Map.of(5, "five")),
                            new Sample(
                                    ROW,
                                    new JavaValues.Row(
                                            ((DataType.StructOf) ROW).fields(), List.of(3, "q")))));

    private static @Nullable WebServer server;
    private static @Nullable Connection connection;

    private record Sample(DataType type, Object value) {}

    @BeforeAll
    static void start() throws SQLException {
        Queries queries =
                new Queries(
                        (session, sql) -> {
                            List<DataType.Field> fields = new ArrayList<>();
                            List<Vector> columns = new ArrayList<>();
                            for (Sample sample : SAMPLES.getOrDefault(sql, List.of())) {
                                fields.add(new DataType.Field("c" + fields.size(), sample.type));
                                columns.add(
                                        VectorBuilder.of(
                                                sample.type, Arrays.asList(sample.value, null)));
                            }
                            return CannedQuery.of(
                                    "q_" + sql, session, sql, fields, new Batch(columns, 2));
                        },
                        InstantSource.system());
        server =
                WebServer.start(
                        new HttpConfig("127.0.0.1", 0, 1 << 20),
                        queries,
                        "lake",
                        AccessControl.OPEN,
                        (config, listener) -> {},
                        () -> {});
        connection =
                DriverManager.getConnection(
                        "jdbc:trino://127.0.0.1:" + server.port() + "/lake?user=ann");
    }

    @AfterAll
    static void stop() throws SQLException {
        if (connection != null) {
            connection.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void numbersKeepTypeAndValue() throws SQLException {
        try (ResultSet rows = query("numbers")) {
            assertThat(typeNames(rows))
                    .containsExactly(
                            "tinyint",
                            "smallint",
                            "integer",
                            "bigint",
                            "real",
                            "double",
                            "decimal(10,2)",
                            "decimal(38,0)");
            rows.next();
            assertThat(rows.getObject(1)).isEqualTo((byte) -7);
            assertThat(rows.getObject(2)).isEqualTo((short) 300);
            assertThat(rows.getObject(3)).isEqualTo(70_000);
            assertThat(rows.getObject(4)).isEqualTo(Long.MIN_VALUE);
            assertThat(rows.getObject(5)).isEqualTo(1.5f);
            assertThat(rows.getDouble(6)).isNaN();
            assertThat(rows.getBigDecimal(7)).isEqualTo(new BigDecimal("-12.30"));
            assertThat(rows.getBigDecimal(8))
                    .isEqualTo(new BigDecimal("99999999999999999999999999999999999999"));
            assertSecondRowIsNull(rows);
        }
    }

    @Test
    void stringsBytesAndFlagsKeepTheirValue() throws SQLException {
        try (ResultSet rows = query("others")) {
            assertThat(typeNames(rows))
                    .containsExactly(
                            "boolean", "varchar", "varbinary", "varbinary", "uuid", "json");
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getString(2)).isEqualTo("snow ❄ \"quoted\"\n");
            assertThat(rows.getBytes(3)).isEqualTo("ab".getBytes(StandardCharsets.UTF_8));
            assertThat(rows.getBytes(4)).containsExactly(1, 2);
            assertThat(rows.getObject(5)).hasToString(ID.toString());
            assertThat(rows.getString(6)).isEqualTo("\"a \\\"b\\\"\"");
            assertSecondRowIsNull(rows);
        }
    }

    @Test
    void pointsInTimeKeepTheirDigits() throws SQLException {
        try (ResultSet rows = query("times")) {
            assertThat(typeNames(rows))
                    .containsExactly(
                            "date",
                            "time(6)",
                            "timestamp(6)",
                            "timestamp(6) with time zone",
                            "timestamp(9)",
                            "interval year to month",
                            "interval day to second");
            rows.next();
            assertThat(rows.getDate(1)).isEqualTo(Date.valueOf("1969-12-31"));
            assertThat(rows.getString(2)).isEqualTo("01:02:03.000004");
            assertThat(rows.getString(3)).isEqualTo("1960-01-02 03:04:05.000006");
            assertThat(rows.getObject(4, ZonedDateTime.class).toInstant())
                    .isEqualTo(Instant.parse("2020-05-06T07:08:09.000010Z"));
            assertThat(rows.getTimestamp(5))
                    .isEqualTo(Timestamp.valueOf("2020-01-02 03:04:05.123456789"));
            assertThat(rows.getObject(6)).isEqualTo(new TrinoIntervalYearMonth(-14));
            assertThat(rows.getString(6)).isEqualTo("-1-2");
            assertThat(rows.getObject(7)).isEqualTo(new TrinoIntervalDayTime(93_784_005));
            assertThat(rows.getString(7)).isEqualTo("1 02:03:04.005");
            assertSecondRowIsNull(rows);
        }
    }

    @Test
    void nestedValuesKeepTheirShape() throws SQLException {
        try (ResultSet rows = query("nested")) {
            assertThat(typeNames(rows))
                    .containsExactly(
                            "array(bigint)", "map(integer,varchar)", "row(x integer,Y z varchar)");
            rows.next();
            Array array = rows.getArray(1);
            assertThat((Object[]) array.getArray()).containsExactly(1L, null);
            assertThat(rows.getObject(2)).isEqualTo(Map.of(5, "five"));
            assertThat(rows.getObject(3).toString()).contains("x=3", "Y z=q");
            assertSecondRowIsNull(rows);
        }
    }

    private static void assertSecondRowIsNull(ResultSet rows) throws SQLException {
        assertThat(rows.next()).isTrue();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            assertThat(rows.getObject(i)).isNull();
        }
        assertThat(rows.next()).isFalse();
    }

    private static List<String> typeNames(ResultSet rows) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            names.add(rows.getMetaData().getColumnTypeName(i));
        }
        return names;
    }

    private static ResultSet query(String name) throws SQLException {
        return java.util.Objects.requireNonNull(connection).createStatement().executeQuery(name);
    }
}
