package dev.tarn.engine.command;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/// Random sequences of INSERT (also in the place of other rows), DELETE, UPDATE and MERGE over
/// tables of all format versions, partitioned or not, copied or marked, beside a map of rows: after
/// each statement SQL gives what the map has, and so does Iceberg's own reader, and no row has
/// another id than before.
class RowChangesModelTest {
    private static final List<String> PARTITIONING =
            List.of("", "k", "bucket(id, 3)", "truncate(name, 2)");
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
            ModeledTable table = new ModeledTable(engine, random);
            table.say(
                    "create table t (id bigint not null, k integer, name varchar) %s with (format_version = '%d', format = '%s')"
                            .formatted(
                                    partitioning.isEmpty()
                                            ? ""
                                            : "partitioned by (" + partitioning + ")",
                                    1 + random.nextInt(3),
                                    FORMATS.get(random.nextInt(FORMATS.size()))));
            for (int i = 0; i < statements; i++) {
                table.next();
                table.assertSameAs(catalog.loadTable(TableIdentifier.of("test", "t")));
            }
        }
    }
}
