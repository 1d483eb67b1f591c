package dev.tarn.engine.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.Answers;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SharedData;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Real files through COPY INTO into Iceberg tables, and questions about them, beside DuckDB on the
/// same files. One [Load] carries both spellings.
@Tag("differential")
class CopyRealDataTest {

    /// `file` relative to the shared data; `options` of COPY INTO; `source` for DuckDB, with `%s`
    /// for the path; questions with `{t}` for the table.
    private record Load(String file, String options, String source, List<String> questions) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Load> loads() {
        return Stream.of(
                new Load(
                        "taxi/green_2020_mar_dec.parquet",
                        "file_format parquet",
                        "'%s'",
                        List.of(
                                "select count(*), sum(fare_amount), sum(total_amount),"
                                        + " min(pickup_datetime), max(dropoff_datetime) from {t}",
                                "select payment_type, count(*), sum(tip_amount), max(trip_distance)"
                                        + " from {t} group by payment_type",
                                "select pu_location_id, do_location_id, count(*) c,"
                                        + " sum(fare_amount) from {t} group by pu_location_id,"
                                        + " do_location_id order by c desc, 1, 2 limit 20",
                                "select month(pickup_datetime), vendor_id, count(*),"
                                    + " avg(trip_distance) from {t} where trip_distance < 100 group"
                                    + " by 1, 2",
                                "select count(*) from {t} where pickup_datetime >= timestamp"
                                        + " '2020-06-01 00:00:00' and pickup_datetime < timestamp"
                                        + " '2020-07-01 00:00:00' and fare_amount > 10.00")),
                new Load(
                        "taxi/green_csv/green_tripdata_2020-03.csv.gz",
                        "file_format csv",
                        "read_csv('%s')",
                        List.of(
                                "select count(*), count(VendorID), sum(fare_amount),"
                                        + " min(lpep_pickup_datetime) from {t}",
                                "select payment_type, count(*), sum(total_amount) from {t} group by"
                                        + " payment_type",
                                "select store_and_fwd_flag, count(distinct PULocationID) from {t}"
                                        + " group by 1")),
                new Load(
                        "taxi/yellow_csv/yellow_tripdata_sample_2019-0*.csv",
                        "file_format csv",
                        "read_csv('%s', strict_mode=false, header=true, delim=',')",
                        List.of(
                                "select count(*), sum(total_amount), sum(congestion_surcharge) from"
                                        + " {t}",
                                "select month(pickup_datetime), count(*), sum(tip_amount) from {t}"
                                        + " group by 1")),
                new Load(
                        "flights/us_dot_2015/flight_data.csv.gz",
                        "file_format csv",
                        "read_csv('%s')",
                        List.of(
                                "select count(*), sum(DISTANCE), sum(DEPARTURE_DELAY) from {t}",
                                "select AIRLINE, count(*), avg(ARRIVAL_DELAY), max(AIR_TIME) from"
                                        + " {t} group by AIRLINE",
                                "select ORIGIN_AIRPORT, count(*) c from {t} where CANCELLED = 1"
                                        + " group by ORIGIN_AIRPORT order by c desc, 1 limit 10")),
                new Load(
                        "flights/nycflights13/weather.csv",
                        "file_format csv with (null_strings = 'NA')",
                        "read_csv('%s', nullstr=['NA',''])",
                        List.of(
                                "select origin, count(*), avg(temp), count(wind_gust), max(precip)"
                                        + " from {t} group by origin")),
                new Load(
                        "stackoverflow/2025/survey_results_public.csv",
                        "file_format csv with (null_strings = 'NA')",
                        "read_csv('%s', nullstr=['NA',''], strict_mode=false, header=true,"
                                + " delim=',', quote='\"')",
                        List.of(
                                "select Age, count(*), avg(WorkExp) from {t} group by Age",
                                "select count(distinct Country), count(*) from {t} where Employment"
                                        + " like '%Employed%'")),
                new Load(
                        "netflix_top10/all-weeks-global.tsv",
                        "file_format csv with (null_strings = 'N/A')",
                        "read_csv('%s', delim='\\t', nullstr=['N/A',''])",
                        List.of(
                                "select category, count(*), sum(weekly_hours_viewed), max(week)"
                                        + " from {t} group by category",
                                "select show_title, sum(weekly_hours_viewed) h from {t} group by"
                                        + " show_title order by h desc, 1 limit 15")),
                new Load(
                        "climate/seattle-weather.csv",
                        "file_format csv",
                        "read_csv('%s')",
                        List.of(
                                "select weather, count(*), sum(precipitation), max(temp_max) from"
                                        + " {t} group by weather")),
                new Load(
                        "flights/vega/flights-20k.json",
                        "file_format json",
                        "read_json('%s', columns={\"date\": 'VARCHAR', delay: 'BIGINT', distance:"
                                + " 'BIGINT', origin: 'VARCHAR', destination: 'VARCHAR'})",
                        List.of(
                                "select origin, count(*), sum(delay), avg(distance) from {t} group"
                                        + " by origin")),
                new Load(
                        "tables/flights.parquet",
                        "file_format parquet",
                        "'%s'",
                        List.of("select airline, count(*), sum(distance) from {t} group by 1")));
    }

    @ParameterizedTest
    @MethodSource("loads")
    void loaded_files_answer_as_duckdb_does(Load load) {
        Path path = SharedData.assumePresent().resolve(load.file());
        String source = load.source().formatted(path);
        try (DuckDb duck = DuckDb.open();
                TestEngine engine = TestEngine.inMemory(2048, 2)) {
            engine.execute("create table t " + duck.columns(source));
            engine.execute("copy into t from '" + path + "' " + load.options());
            for (String question : load.questions()) {
                assertThat(Answers.sorted(engine.execute(question.replace("{t}", "t"))))
                        .as(question)
                        .isEqualTo(Answers.sorted(duck.rows(question.replace("{t}", source))));
            }
        }
    }
}
