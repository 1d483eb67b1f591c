package dev.tarn.catalog.local;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.http.Call;
import dev.tarn.catalog.http.RequestBody;
import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.http.TableBody;

import org.apache.iceberg.rest.RESTClient;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Iceberg's REST client without a network: every request is one call of the router in the caller's
/// thread. Idempotency keys are left out, since an answer cannot get lost on the way.
final class LocalClient implements RESTClient {
    private static final RequestBody NO_BODY = RequestBody.json(new byte[0]);

    private final Router router;
    private final Supplier<Caller> callers;

    /// @param callers who asks, made for each request
    LocalClient(Router router, Supplier<Caller> callers) {
        this.router = router;
        this.callers = callers;
    }

    @Override
    public void head(
            String path, Map<String, String> headers, Consumer<ErrorResponse> errorHandler) {
        call("HEAD", path, Map.of(), headers, NO_BODY, errorHandler);
    }

    @Override
    public <T extends RESTResponse> @Nullable T delete(
            String path,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler) {
        return delete(path, Map.of(), responseType, headers, errorHandler);
    }

    @Override
    public <T extends RESTResponse> @Nullable T delete(
            String path,
            Map<String, String> queryParams,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler) {
        return body(
                call("DELETE", path, queryParams, headers, NO_BODY, errorHandler), responseType);
    }

    @Override
    public <T extends RESTResponse> @Nullable T get(
            String path,
            Map<String, String> queryParams,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler) {
        return get(path, queryParams, responseType, headers, errorHandler, _ -> {});
    }

    @Override
    public <T extends RESTResponse> @Nullable T get(
            String path,
            Map<String, String> queryParams,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler,
            Consumer<Map<String, String>> responseHeaders) {
        Answer answer = call("GET", path, queryParams, headers, NO_BODY, errorHandler);
        responseHeaders.accept(answer.headers());
        return body(answer, responseType);
    }

    @Override
    public <T extends RESTResponse> @Nullable T post(
            String path,
            RESTRequest body,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler) {
        return post(path, body, responseType, headers, errorHandler, _ -> {});
    }

    @Override
    public <T extends RESTResponse> @Nullable T post(
            String path,
            RESTRequest body,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler,
            Consumer<Map<String, String>> responseHeaders) {
        Answer answer =
                call("POST", path, Map.of(), headers, RequestBody.object(body), errorHandler);
        responseHeaders.accept(answer.headers());
        return body(answer, responseType);
    }

    @Override
    public <T extends RESTResponse> T postForm(
            String path,
            Map<String, String> formData,
            Class<T> responseType,
            Map<String, String> headers,
            Consumer<ErrorResponse> errorHandler) {
        throw new UnsupportedOperationException("The catalog takes no form: POST " + path);
    }

    private Answer call(
            String method,
            String path,
            @Nullable Map<String, String> query,
            Map<String, String> headers,
            RequestBody body,
            Consumer<ErrorResponse> errorHandler) {
        Map<String, String> lowerCase = new HashMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
        lowerCase.remove("idempotency-key");
        Map<String, String> parameters = query == null ? Map.of() : query;
        Call call = new Call(method, "/" + path, parameters, lowerCase, body);
        Answer answer = router.handle(call.withCaller(callers.get()));
        if (answer.body() instanceof ErrorResponse error) {
            errorHandler.accept(error);
            throw new IllegalStateException("Error was not raised by its handler: " + error);
        }
        return answer;
    }

    private static <T extends RESTResponse> @Nullable T body(
            Answer answer, @Nullable Class<T> responseType) {
        Object body = answer.body();
        if (body == null || responseType == null) {
            return null;
        }
        return responseType.cast(body instanceof TableBody table ? table.response() : body);
    }

    @Override
    public void close() {}
}
