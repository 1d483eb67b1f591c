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

    /// Jetty's own pages are for browsers, so only for what browsers send.
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        // Jetty may not know the method of what it cannot parse, so a client that sent HEAD could
        // take
        // this body for the start of the next answer
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        boolean hasBody = !request.getMethod().equals("HEAD");
        ByteBuffer bytes = hasBody ? ByteBuffer.wrap(body(code, message)) : ByteBuffer.allocate(0);
        response.write(true, bytes, callback);
    }

    @Override
    public ByteBuffer badMessageError(
            int status, @Nullable String reason, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, "application/json");
        fields.put(HttpHeader.CONNECTION, "close");
        return ByteBuffer.wrap(body(status, reason));
    }

    private static byte[] body(int status, @Nullable String message) {
        ErrorCode code = status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        String text = message == null ? "Request cannot be understood" : message;
        return RestJson.write(Errors.response(status, code.type(), text));
    }
}
