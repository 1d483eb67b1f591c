package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.error.Errors;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// Errors that Jetty finds before any route is asked (a request line or a URI that cannot be
/// parsed), in the same JSON as all others.
final class JsonErrorPage extends ErrorHandler {

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body(code, message)), callback);
    }

    @Override
    public ByteBuffer badMessageError(
            int status, @Nullable String reason, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, "application/json");
        return ByteBuffer.wrap(body(status, reason));
    }

    private static byte[] body(int status, @Nullable String message) {
        ErrorCode code = status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        String text = message == null ? "Request cannot be understood" : message;
        return RestJson.write(Errors.response(status, code.type(), text));
    }
}
