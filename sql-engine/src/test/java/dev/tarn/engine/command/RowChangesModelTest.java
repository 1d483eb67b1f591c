package dev.tarn.engine.command;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/// Random sequences of INSERT (also in the place of other rows), DELETE, UPDATE and MERGE over
/// tables of all format versions, partitioned one way and another, copied or marked, on two
/// branches, whose columns come, go, widen and change their names, beside a map of rows: after each
/// statement SQL gives what the map has, and so does Iceberg's own reader, and no row has another
/// id than before.
class RowChangesModelTest {
    static final List<String> PARTITIONING = List.of("", "k", "bucket(id, 3)", "truncate(name, 2)");
    private static final List<String> FORMATS = List.of("PARQUET", "PARQUET", "ORC", "AVRO");

    @Test
    void tables_have_the_rows_of_a_map() {
        SeededRandom.forEachSeed(12, random -> run(random, 14));
    }

    @Tag("long")
    @Test
    void tables_have_the_rows_of_a_map_for_long() {
        SeededRandom.forEachSeed(400, random -> run(random, 14));
    }

    private static void run(Random random, int statements) throws IOException {
        InMemoryCatalog catalog = TestEngine.emptyCatalog();
        int workers = 1 + random.nextInt(3);
        try (TestEngine engine = TestEngine.over(catalog, 1 + random.nextInt(40), workers)) {
            String partitioning = PARTITIONING.get(random.nextInt(PARTITIONING.size()));
            int formatVersion = 1 + random.nextInt(3);
            String format = FORMATS.get(random.nextInt(FORMATS.size()));
            // Iceberg's reader of ORC knows no defaults.
            boolean hasDefaults = formatVersion > 2 && !format.equals("ORC");
            ModeledTable model = new ModeledTable(engine, random, hasDefaults);
            model.say(
                    "create table t (id bigint not null, k integer, name varchar) %s with (format_version = '%d', format = '%s')"
                            .formatted(
                                    partitioning.isEmpty()
                                            ? ""
                                            : "partitioned by (" + partitioning + ")",
                                    formatVersion,
                                    format));
            for (int i = 0; i < statements; i++) {
                model.next();
                Table table = catalog.loadTable(TableIdentifier.of("test", "t"));
                new ModelAssertions(engine, model, table).assertSame();
            }
        }
    }
}
