package dev.tarn.bench.engines;

import dev.tarn.testkit.engines.EngineProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Spark SQL in one process, `local[2]`.
final class SparkEngine implements AskedEngine {
    private final EngineProcess spark;

    private SparkEngine(EngineProcess spark) {
        this.spark = spark;
    }

    static SparkEngine start(EnginesBench.Place place, Path jdk) throws Exception {
        EngineProcess spark =
                EngineProcess.start(
                        place.checkout(),
                        new EngineProcess.Start(
                                "spark",
                                jdk,
                                List.of("-Xmx6g"),
                                "",
                                List.of(
                                        "spark.ui.enabled=false",
                                        "spark.driver.host=127.0.0.1",
                                        "spark.sql.shuffle.partitions=4",
                                        "spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog",
                                        "spark.sql.catalog.lake.type=rest",
                                        "spark.sql.catalog.lake.uri=" + place.catalog())));
        spark.answer("start");
        spark.run("USE lake." + place.namespace());
        return new SparkEngine(spark);
    }

    @Override
    public void analyze(String table) {
        // Spark plans Iceberg tables by what their manifests say.
    }

    @Override
    public List<List<String>> ask(String sql) throws IOException {
        return spark.rows(sql).stream().map(line -> List.of(line.split("\t", -1))).toList();
    }

    @Override
    public void close() {
        spark.close();
    }
}
