package dev.tarn.server.trino;

import dev.tarn.server.http.ApiException;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// `GET /v1/spooled/download/{id}` gives a segment, `GET /v1/spooled/ack/{id}` says that its client
/// has it. Nobody is asked who they are: only the page of a statement tells ids.
final class SpoolRoutes {
    static final String DOWNLOAD = "/v1/spooled/download/";
    static final String ACKNOWLEDGE = "/v1/spooled/ack/";

    private final Spool spool;

    SpoolRoutes(Spool spool) {
        this.spool = spool;
    }

    void addTo(RoutesConfig routes) {
        routes.get(DOWNLOAD + "{id}", this::download);
        routes.get(ACKNOWLEDGE + "{id}", this::acknowledge);
    }

    private void download(Context context) {
        SegmentInput segment = spool.read(context.pathParam("id"));
        if (segment == null) {
            throw new ApiException(404, "NOT_FOUND", "There is no such segment any more");
        }
        context.disableCompression();
        context.header("Cache-Control", "no-store")
                .header("Content-Length", Integer.toString(segment.length()))
                .contentType("application/octet-stream")
                .result(segment);
    }

    private void acknowledge(Context context) {
        spool.acknowledge(context.pathParam("id"));
        context.status(200);
    }
}
