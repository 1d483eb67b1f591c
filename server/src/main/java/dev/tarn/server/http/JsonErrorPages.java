package dev.tarn.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.server.output.Json;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// JSON for what Jetty refuses before any route sees it: malformed requests, headers too large.
public final class JsonErrorPages extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String message = String.valueOf(request.getAttribute(ERROR_MESSAGE));
        ObjectNode envelope = Json.MAPPER.createObjectNode();
        envelope.putObject("error")
                .put("code", "BAD_REQUEST")
                .put("kind", response.getStatus() >= 500 ? "INTERNAL" : "USER")
                .put("message", "The request cannot be served: " + message);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, envelope.toString(), callback);
        return true;
    }
}
