package dev.tarn.engine.differential;

import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.storage.table.TableWriter;
import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.tpcds.TpcdsQueries;
import dev.tarn.testkit.tpcds.TpcdsTable;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The tables of TPC-DS at one scale, written by Tarn and read by both engines. They are made once
/// and kept below `target`, which `clean` empties. One thread.
final class TpcdsLake implements AutoCloseable {
    private final ParquetTables tables;

    private TpcdsLake(ParquetTables tables) {
        this.tables = tables;
    }

    static TpcdsLake open(double scale) {
        return open(scale, 2048, 2);
    }

    /// @param batchRowCount rows of the batches that Tarn computes with
    static TpcdsLake open(double scale, int batchRowCount, int workerCount) {
        Path folder = SharedData.repositoryRoot().resolve("sql-engine/target/tpcds/sf" + scale);
        TpcdsLake lake = new TpcdsLake(ParquetTables.in(folder, batchRowCount, workerCount));
        TpcdsTable.all().forEach(table -> lake.load(table, scale));
        return lake;
    }

    /// A table with a snapshot is complete, because making one ends in one commit.
    private void load(TpcdsTable table, double scale) {
        Table created = tables.findOrCreate(table.name(), table.schema());
        if (created.currentSnapshot() == null) {
            try (TableWriter writer = TableWriter.open(created, "load", 0)) {
                table.forEachBatch(scale, writer::write);
                AppendFiles append = created.newAppend();
                writer.complete().forEach(append::appendFile);
                append.commit();
            }
        }
        tables.share(table.name());
    }

    TestEngine tarn() {
        return tables.tarn();
    }

    /// A query of TPC-DS as both engines are asked, and the rows that DuckDB gives.
    record Question(String sql, boolean isOrdered, List<List<@Nullable Object>> expected) {
        /// What `tarn` answers differently, as text; null when nothing differs.
        @Nullable String difference(TestEngine tarn) {
            List<List<@Nullable Object>> seen = tarn.values(sql);
            String difference =
                    isOrdered
                            ? Agreement.ofOrdered(seen, expected)
                            : Agreement.ofUnordered(seen, expected);
            return difference == null ? null : difference + sql;
        }
    }

    /// Asks DuckDB a query of TPC-DS.
    Question question(int number) {
        DuckDb duck = tables.duck();
        String query = TpcdsQueries.comparable(number);
        int columnCount = duck.rows("describe " + query).size();
        String asked = TpcdsQueries.totallyOrdered(query, columnCount);
        return new Question(asked, TpcdsQueries.isOrdered(query), duck.values(asked));
    }

    /// Asks both engines a query of TPC-DS; what differs, as text, or null when nothing does.
    @Nullable String difference(int number) {
        return question(number).difference(tables.tarn());
    }

    @Override
    public void close() throws IOException {
        tables.close();
    }
}
