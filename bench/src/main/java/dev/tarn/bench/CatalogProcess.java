package dev.tarn.bench;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogServer;

import java.io.IOException;
import java.nio.file.Path;

/// Our catalog server alone, in a directory given as argument: prints its URI and serves until
/// standard input ends.
public final class CatalogProcess {
    private CatalogProcess() {}

    public static void main(String[] arguments) throws IOException {
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger)
                        org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        CatalogConfig config = CatalogConfig.inDirectory(Path.of(arguments[0]));
        try (CatalogServer server = CatalogServer.start(config, 0)) {
            System.out.println(server.uri());
            System.out.flush();
            while (System.in.read() >= 0) {
                // the parent is still there
            }
        }
    }
}
