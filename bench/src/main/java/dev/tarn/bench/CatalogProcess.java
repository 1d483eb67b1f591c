package dev.tarn.bench;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogServer;
import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.store.TokenRow;

import java.io.IOException;
import java.nio.file.Path;

/// Our catalog server alone, in a directory given as argument: prints its URI and serves until
/// standard input ends. With a user's name as second argument it asks everybody for a token, and
/// prints one of that user's in a second line.
public final class CatalogProcess {
    private CatalogProcess() {}

    public static void main(String[] arguments) throws IOException {
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger)
                        org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        CatalogConfig config = CatalogConfig.inDirectory(Path.of(arguments[0]));
        boolean asks = arguments.length > 1;
        TarnCatalog catalog = TarnCatalog.open(config, asks ? AccessConfig.ON : AccessConfig.OFF);
        try (CatalogServer server = CatalogServer.start(catalog, 0)) {
            System.out.println(server.uri());
            if (asks) {
                System.out.println(
                        catalog.administration()
                                .createToken(arguments[1], TokenRow.Kind.BEARER, null)
                                .text());
            }
            System.out.flush();
            while (System.in.read() >= 0) {
                // the parent is still there
            }
        }
    }
}
