package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// A lake whose warehouse is in HDFS, through SQL: a real name node and data node, the unmodified
/// Trino driver.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HdfsLakeTest {
    private MiniDFSCluster cluster;
    private String root;
    private Tarn tarn;
    private WebServer server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("hdfs.minidfs.basedir", directory.resolve("hdfs").toString());
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        root = "hdfs://localhost:" + cluster.getNameNodePort();
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.resolve("data").toString(), "test")
                        .set(Key.CATALOG_WAREHOUSE, root + "/warehouse", "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        cluster.shutdown();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:trino://localhost:" + server.port() + "/lake/main?user=test");
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> result = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(String.valueOf(rows.getObject(i)));
                }
                result.add(String.join("|", values));
            }
        }
        return result;
    }

    @Test
    void tablesAreLoadedQueriedChangedAndDropped() throws Exception {
        FileSystem files = cluster.getFileSystem();
        for (int file = 0; file < 3; file++) {
            var path = new org.apache.hadoop.fs.Path("/incoming/part-" + file + ".csv");
            try (FSDataOutputStream out = files.create(path)) {
                StringBuilder text = new StringBuilder("id,name\n");
                for (int row = 0; row < 1_000; row++) {
                    text.append(file * 1_000 + row).append(",n").append(row % 7).append('\n');
                }
                out.write(text.toString().getBytes(UTF_8));
            }
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE main.visits (id BIGINT, name VARCHAR)");
            statement.execute(
                    "COPY INTO main.visits FROM '" + root + "/incoming/*.csv' FILE_FORMAT csv");
            assertThat(
                            rows(
                                    statement,
                                    "SELECT count(*), sum(id), count(DISTINCT name) FROM visits"))
                    .containsExactly("3000|4498500|7");
            statement.execute("INSERT INTO visits VALUES (9999, 'last')");
            assertThat(rows(statement, "SELECT name FROM visits WHERE id >= 2999 ORDER BY id"))
                    .containsExactly("n5", "last");
            Table table = tarn.catalog().catalog().loadTable(TableIdentifier.of("main", "visits"));
            assertThat(table.location()).startsWith(root + "/warehouse/tables/");
            assertThat(filesBelow(table.location(), ".metadata.json")).isGreaterThanOrEqualTo(3);
            assertThat(filesBelow(table.location(), ".parquet")).isGreaterThanOrEqualTo(2);
            assertThat(rows(statement, "SELECT count(*) FROM \"visits$snapshots\""))
                    .containsExactly("2");
            statement.execute("DROP TABLE visits");
            assertThatThrownBy(() -> rows(statement, "SELECT 1 FROM visits"))
                    .hasMessageContaining("visits");
        }
    }

    @Test
    void missingFilesAreSaidToBeMissing() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE main.empty (id BIGINT)");
            assertThatThrownBy(() ->
                            statement.execute(
                                    "COPY INTO main.empty FROM '"
                                            + root
                                            + "/none/*.csv' FILE_FORMAT csv"))
                    .hasMessageContaining(root + "/none/*.csv");
        }
    }

    private int filesBelow(String location, String suffix) throws IOException {
        RemoteIterator<LocatedFileStatus> files =
                cluster.getFileSystem().listFiles(new org.apache.hadoop.fs.Path(location), true);
        int count = 0;
        while (files.hasNext()) {
            if (files.next().getPath().getName().endsWith(suffix)) {
                count++;
            }
        }
        return count;
    }
}
