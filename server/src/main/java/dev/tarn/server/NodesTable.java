package dev.tarn.server;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.SystemTable;
import dev.tarn.server.config.HttpConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// `system.runtime.nodes` as Trino has it: the one process there is, which is the coordinator. Its
/// `http_uri` is where it listens if it serves, as configured.
final class NodesTable implements SystemTable {
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("node_id", DataType.STRING),
                    new Field("http_uri", DataType.STRING),
                    new Field("node_version", DataType.STRING),
                    new Field("coordinator", DataType.BOOLEAN),
                    new Field("state", DataType.STRING));

    private final HttpConfig http;

    NodesTable(HttpConfig http) {
        this.http = http;
    }

    @Override
    public String schema() {
        return "runtime";
    }

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public List<Field> columns() {
        return COLUMNS;
    }

    @Override
    public void read(Session session, Consumer<Batch> batches) {
        List<Object> row =
                List.of(
                        "tarn",
                        "http://%s:%d".formatted(http.host(), http.port()),
                        Version.TARN,
                        true,
                        "active");
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            vectors.add(VectorBuilder.of(COLUMNS.get(i).type(), List.of(row.get(i))));
        }
        batches.accept(new Batch(vectors, 1));
    }
}
