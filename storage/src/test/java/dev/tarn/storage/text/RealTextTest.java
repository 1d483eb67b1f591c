package dev.tarn.storage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.BatchReader;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Real files read by us and by DuckDB: as many rows, and in each column as many values, as many
/// different ones, and the same sum of numbers or of text lengths.
@Tag("differential")
class RealTextTest {

    @ParameterizedTest
    @CsvSource({
        "taxi/green_csv/green_tripdata_2020-03.csv.gz, ''",
        "taxi/yellow_csv/yellow_tripdata_sample_2019-01.csv, ''",
        "taxi/yellow_csv/yellow_tripdata_sample_2019-04.csv, ''",
        "taxi/taxi-zone-lookup.csv, ''",
        "taxi/fhv/other-FHV-data-jan-aug-2015.csv, ''",
        "stackoverflow/2019/survey_results_public.csv, ''",
        "stackoverflow/2024_normalised/Respondents.csv, ''",
        "stackoverflow/2025/survey_results_public.csv, NA",
        "stackoverflow/2025/survey_results_schema.csv, NA",
        "flights/us_dot_2015/flight_data.csv.gz, ''",
        "flights/us_dot_2015/airports.csv.gz, ''",
        "flights/nycflights13/weather.csv, NA",
        "flights/nycflights13/planes.csv, NA",
        "flights/nycflights13/airports.csv, NA",
        "flights/vega/airports.csv, ''",
        "netflix_top10/all-weeks-global.tsv, N/A",
        "netflix_top10/most-popular.tsv, ''",
        "climate/seattle-weather.csv, ''",
        "climate/seattle-weather-hourly-normals.csv, ''",
        "climate/global-temp.csv, ''",
        "climate/disasters.csv, ''",
        "climate/us-weather-history/KNYC.csv, ''",
        "arrow-testing/csv/aggregate_test_100.csv.gz, ''",
        "arrow-testing/csv/aggregate_test_100_with_dates.csv, ''",
    })
    void csv_files_have_the_values_that_duckdb_reads(String relative, String nullText)
            throws SQLException {
        Path path = SharedData.path(relative);
        InputFile file = TextFixture.input(path);
        CsvOptions options = CsvOptions.DEFAULT.withNullStrings(List.of(nullText));
        Schema schema = CsvFiles.inferSchema(List.of(file), options);
        List<Profile> ours = profiles(schema);
        for (TextSplit split : CsvFiles.splits(file, options, 200_000)) {
            try (BatchReader reader = CsvFiles.open(split, schema, options, 2048)) {
                add(reader, ours);
            }
        }
        String delimiter = relative.contains(".tsv") ? "\\t" : ",";
        String names =
                String.join(
                        ", ",
                        schema.columns().stream()
                                .map(column -> "'" + column.name().replace("'", "''") + "'")
                                .toList());
        String source =
                "read_csv('%s', header=true, delim='%s', quote='\"', escape='\"', nullstr=['', '%s'], all_varchar=true, strict_mode=false, names=[%s])"
                        .formatted(path, delimiter, nullText, names);
        assertThat(describe(ours)).isEqualTo(describe(duckDb(source, schema)));
    }

    @ParameterizedTest
    @CsvSource({
        "github_events/2021-07-21-few-hours.json",
        "flights/vega/flights-5k.json",
        "flights/vega/flights-20k.json",
    })
    void json_files_have_the_values_that_duckdb_reads(String relative) throws SQLException {
        Path path = SharedData.path(relative);
        InputFile file = TextFixture.input(path);
        Schema schema = JsonFiles.inferSchema(List.of(file), JsonOptions.DEFAULT);
        Schema flat =
                new Schema(
                        schema.columns().stream()
                                .filter(column -> column.type().isPrimitiveType())
                                .toList());
        List<Profile> ours = profiles(flat);
        for (TextSplit split : JsonFiles.splits(file, 200_000)) {
            try (BatchReader reader = JsonFiles.open(split, flat, JsonOptions.DEFAULT, 100)) {
                add(reader, ours);
            }
        }
        String columns =
                String.join(
                        ", ",
                        flat.columns().stream()
                                .map(column -> "'%s': 'VARCHAR'".formatted(column.name()))
                                .toList());
        String source = "read_json('%s', columns={%s})".formatted(path, columns);
        assertThat(describe(ours)).isEqualTo(describe(duckDb(source, flat)));
    }

    @Test
    void nested_json_is_read_as_duckdb_reads_it() throws SQLException {
        Path path = SharedData.path("github_events/2021-07-21-few-hours.json");
        InputFile file = TextFixture.input(path);
        Schema schema = JsonFiles.inferSchema(List.of(file), JsonOptions.DEFAULT);
        long ids = 0;
        long commits = 0;
        try (BatchReader reader =
                JsonFiles.open(
                        JsonFiles.splits(file).getFirst(),
                        schema.select("actor.id", "payload.commits.sha"),
                        JsonOptions.DEFAULT,
                        64)) {
            Batch batch = reader.next();
            while (batch != null) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    ids += path(batch.column(0), row, "id") instanceof Long id ? id : 0;
                    Object list = path(batch.column(1), row, "commits");
                    commits += list == null ? 0 : ((List<?>) list).size();
                }
                batch = reader.next();
            }
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select sum(actor.id)::bigint, sum(len(payload.commits))::bigint from '%s'"
                                        .formatted(path))) {
            rows.next();
            assertThat(List.of(ids, commits)).isEqualTo(List.of(rows.getLong(1), rows.getLong(2)));
        }
    }

    private static @Nullable Object path(Vector vector, int row, String field) {
        if (!(JavaValues.value(vector, row) instanceof JavaValues.Row struct)) {
            return null;
        }
        for (int i = 0; i < struct.fields().size(); i++) {
            if (struct.fields().get(i).name().equals(field)) {
                return struct.values().get(i);
            }
        }
        return null;
    }

    /// What is compared of a column.
    private static final class Profile {
        final String name;
        final boolean number;
        long rows;
        long values;
        double sum;

        Profile(String name, boolean number) {
            this.name = name;
            this.number = number;
        }

        void add(@Nullable Object value) {
            rows++;
            switch (value) {
                case null -> {}
                case Number n when number -> {
                    values++;
                    sum += n.doubleValue();
                }
                case String text -> {
                    values++;
                    sum += text.codePointCount(0, text.length());
                }
                default -> values++;
            }
        }
    }

    private static List<Profile> profiles(Schema schema) {
        List<Profile> profiles = new ArrayList<>();
        schema.columns()
                .forEach(column ->
                        profiles.add(new Profile(column.name(), isNumber(column.type().typeId()))));
        return profiles;
    }

    private static boolean isNumber(Type.TypeID type) {
        return switch (type) {
            case LONG, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    private static void add(BatchReader reader, List<Profile> profiles) {
        Batch batch = reader.next();
        while (batch != null) {
            for (int column = 0; column < profiles.size(); column++) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    profiles.get(column).add(JavaValues.value(batch.column(column), row));
                }
            }
            batch = reader.next();
        }
    }

    private static List<String> describe(List<Profile> profiles) {
        return profiles.stream()
                .map(p ->
                        "%s rows=%d values=%d sum=%s"
                                .formatted(p.name, p.rows, p.values, rounded(p.sum)))
                .toList();
    }

    private static String rounded(double sum) {
        return Double.isFinite(sum)
                ? new BigDecimal(sum).round(new MathContext(9)).toString()
                : Double.toString(sum);
    }

    private static List<Profile> duckDb(String source, Schema schema) throws SQLException {
        List<String> columns = new ArrayList<>();
        Map<Type.TypeID, String> casts =
                Map.of(
                        Type.TypeID.DATE, "DATE",
                        Type.TypeID.TIME, "TIME",
                        Type.TypeID.TIMESTAMP, "TIMESTAMPTZ",
                        Type.TypeID.BOOLEAN, "BOOLEAN");
        schema.columns()
                .forEach(column -> {
                    String name = "\"" + column.name().replace("\"", "\"\"") + "\"";
                    String value =
                            switch (column.type().typeId()) {
                                case LONG, DOUBLE, DECIMAL ->
                                        "coalesce(sum(%s::double), 0)".formatted(name);
                                case STRING -> "coalesce(sum(length(%s)), 0)".formatted(name);
                                default -> "0";
                            };
                    String cast = casts.getOrDefault(column.type().typeId(), "VARCHAR");
                    columns.add("count(%s::%s), %s".formatted(name, cast, value));
                });
        List<Profile> profiles = profiles(schema);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*), %s from %s"
                                        .formatted(String.join(", ", columns), source))) {
            rows.next();
            for (int i = 0; i < profiles.size(); i++) {
                profiles.get(i).rows = rows.getLong(1);
                profiles.get(i).values = rows.getLong(2 + 2 * i);
                profiles.get(i).sum = rows.getDouble(3 + 2 * i);
            }
        }
        return profiles;
    }
}
