package dev.tarn.catalog.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.catalog.auth.ClientCredentials;
import dev.tarn.catalog.auth.Credentials;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.error.Errors;

import io.javalin.http.Context;

import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// `POST /v1/oauth/tokens`: access tokens for OAuth2 clients (RFC 6749, section 4.4). Takes a form
/// and answers errors as OAuth2 does, so it stands beside the router.
final class OauthDoor {
    private static final Logger LOG = LoggerFactory.getLogger(OauthDoor.class);
    private static final int MAX_FORM_BYTES = 16 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientCredentials clients;

    OauthDoor(ClientCredentials clients) {
        this.clients = clients;
    }

    /// An answer other than a token: RFC 6749, section 5.2.
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String error;

        Refusal(int status, String error, String description) {
            super(description);
            this.status = status;
            this.error = error;
        }
    }

    void handle(Context context) {
        context.header("Cache-Control", "no-store");
        try {
            ClientCredentials.Issued issued = issue(context);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("access_token", issued.token());
            answer.put("token_type", "bearer");
            answer.put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
            answer.put("expires_in", Math.max(1, issued.lifetime().toSeconds()));
            write(context, 200, answer);
        } catch (Refusal e) {
            if (e.status == 401) {
                context.header("WWW-Authenticate", "Basic realm=\"tarn\"");
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("error", e.error);
            answer.put("error_description", String.valueOf(e.getMessage()));
            write(context, e.status, answer);
        }
    }

    private ClientCredentials.Issued issue(Context context) {
        Map<String, String> form = form(context);
        String grant = required(form, "grant_type");
        if (!grant.equals("client_credentials")) {
            throw new Refusal(
                    400,
                    "unsupported_grant_type",
                    "grant_type %s is not supported, client_credentials is; Iceberg clients set token-exchange-enabled=false"
                            .formatted(grant));
        }
        String id;
        String secret;
        switch (AuthorizationHeader.parse(context.header("Authorization"))) {
            case Credentials.Basic(String user, String password) -> {
                id = user;
                secret = password;
            }
            case Credentials.None _, Credentials.Bearer _, Credentials.Other _ -> {
                id = required(form, "client_id");
                secret = required(form, "client_secret");
            }
        }
        try {
            return clients.issue(id, secret);
        } catch (NotAuthorizedException e) {
            throw new Refusal(401, "invalid_client", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            ErrorCode code = Errors.codeOf(e);
            LOG.warn("No access token could be given: client={}", id, e);
            throw new Refusal(
                    code.status(), "server_error", "No access token can be given at the moment");
        }
    }

    private static String required(Map<String, String> form, String name) {
        String value = form.get(name);
        if (value == null || value.isEmpty()) {
            throw new Refusal(400, "invalid_request", "Form field " + name + " is missing");
        }
        return value;
    }

    private static Map<String, String> form(Context context) {
        checkMediaType(context.contentType());
        String text;
        try (InputStream in = context.req().getInputStream()) {
            byte[] bytes = in.readNBytes(MAX_FORM_BYTES + 1);
            if (bytes.length > MAX_FORM_BYTES) {
                throw new Refusal(
                        413,
                        "invalid_request",
                        "The form is larger than " + MAX_FORM_BYTES + " bytes");
            }
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the form", e);
        }
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && form.put(decode(pair, 0, equals), decode(pair, equals + 1)) != null) {
                throw new Refusal(400, "invalid_request", "A form field is there twice");
            }
        }
        return form;
    }

    private static void checkMediaType(@Nullable String type) {
        if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
            throw new Refusal(
                    415,
                    "invalid_request",
                    "Content-Type is %s, accepted is application/x-www-form-urlencoded"
                            .formatted(type));
        }
    }

    private static String decode(String pair, int from) {
        return decode(pair, from, pair.length());
    }

    private static String decode(String pair, int from, int to) {
        try {
            return URLDecoder.decode(pair.substring(from, to), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "invalid_request", "The form is not URL-encoded");
        }
    }

    private static void write(Context context, int status, Map<String, Object> body) {
        try {
            context.status(status)
                    .contentType("application/json")
                    .result(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and numbers print as JSON", e);
        }
    }
}
