import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.server.testing.TestingTrinoServer;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/// A Trino server with one Iceberg catalog, `lake`, started from this source file with
/// Trino's own class path. Arguments are the lines of the catalog's properties file. Prints the
/// server's address and serves until standard input ends.
public final class TrinoServer {
    public static void main(String[] lines) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Map<String, String> properties = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
        String connector = properties.remove("connector.name");
        try (TestingTrinoServer server = TestingTrinoServer.builder().build()) {
            server.installPlugin(new IcebergPlugin());
            server.createCatalog("lake", connector, properties);
            answers.println(server.getBaseUrl());
            System.in.transferTo(PrintStream.nullOutputStream());
        }
    }
}
