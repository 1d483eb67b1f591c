package dev.tarn.catalog;

import dev.tarn.catalog.http.RequestListener;

import io.javalin.Javalin;

import java.net.URI;

/// An HTTP server with nothing but the catalog, at `/catalog`. Owns the catalog it opened.
public final class CatalogServer implements AutoCloseable {
    private static final String PATH = "/catalog";

    private final TarnCatalog catalog;
    private final Javalin app;

    private CatalogServer(TarnCatalog catalog, Javalin app) {
        this.catalog = catalog;
        this.app = app;
    }

    /// @param port 0 picks a free one
    public static CatalogServer start(CatalogConfig config, int port) {
        return start(TarnCatalog.open(config), port);
    }

    /// Serves a catalog that is already open, and owns it from here.
    public static CatalogServer start(TarnCatalog catalog, int port) {
        Javalin app =
                Javalin.create(javalin -> {
                    javalin.startup.showJavalinBanner = false;
                    javalin.startup.showOldJavalinVersionWarning = false;
                    javalin.concurrency.useVirtualThreads = true;
                    catalog.mount(javalin, PATH, RequestListener.NONE);
                });
        try {
            app.start(port);
        } catch (RuntimeException e) {
            catalog.close();
            throw e;
        }
        return new CatalogServer(catalog, app);
    }

    /// The `uri` property of a REST client.
    public URI uri() {
        return URI.create("http://localhost:" + app.port() + PATH);
    }

    public TarnCatalog catalog() {
        return catalog;
    }

    @Override
    public void close() {
        app.stop();
        catalog.close();
    }
}
