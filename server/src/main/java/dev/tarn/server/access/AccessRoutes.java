package dev.tarn.server.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.AccessAdministration.NewToken;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.Errors;
import dev.tarn.catalog.service.Granting;
import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.catalog.store.RoleRow;
import dev.tarn.catalog.store.TokenRow;
import dev.tarn.server.config.Durations;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Json;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;

import org.apache.iceberg.exceptions.RESTException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/// `/api/v1/access/…`: who am I; for administrators principals, roles and tokens; grants for
/// whoever holds MANAGE on what they are about.
public final class AccessRoutes {
    private static final String PATH = "/api/v1/access/";

    private final TarnCatalog catalog;

    public AccessRoutes(TarnCatalog catalog) {
        this.catalog = catalog;
    }

    public void addTo(RoutesConfig routes) {
        routes.get(PATH + "me", this::me);
        routes.get(PATH + "principals", admin(this::principals));
        routes.post(PATH + "principals", admin(this::createPrincipal));
        routes.delete(PATH + "principals/{name}", admin(this::dropPrincipal));
        routes.get(PATH + "roles", admin(this::roles));
        routes.post(PATH + "roles", admin(this::createRole));
        routes.delete(PATH + "roles/{name}", admin(this::dropRole));
        routes.put(PATH + "roles/{name}/members/{principal}", admin(this::addMember));
        routes.delete(PATH + "roles/{name}/members/{principal}", admin(this::removeMember));
        routes.get(PATH + "tokens", admin(this::tokens));
        routes.post(PATH + "tokens", admin(this::createToken));
        routes.delete(PATH + "tokens/{id}", admin(this::revokeToken));
        routes.get(PATH + "grants", this::grants);
        routes.post(PATH + "grants", context -> change(context, true));
        routes.post(PATH + "revocations", context -> change(context, false));
    }

    private AccessAdministration administration() {
        return catalog.administration();
    }

    /// Lets administrators through, and says in our own words what the catalog refuses.
    private Handler admin(Handler handler) {
        return context -> {
            if (!Login.caller(context).principal().isAdmin()) {
                throw new ApiException(
                        403,
                        "PERMISSION_DENIED",
                        "Access denied: %s needs the role admin"
                                .formatted(Login.caller(context).principal().name()));
            }
            try {
                handler.handle(context);
            } catch (CatalogException | RESTException | IllegalArgumentException e) {
                throw refused(e);
            }
        };
    }

    private static ApiException refused(RuntimeException e) {
        return new ApiException(
                Errors.codeOf(e).status(), Errors.codeOf(e).name(), String.valueOf(e.getMessage()));
    }

    private void me(Context context) {
        Principal principal = Login.caller(context).principal();
        ObjectNode answer = Json.MAPPER.createObjectNode().put("name", principal.name());
        ArrayNode roles = answer.putArray("roles");
        principal.roles().forEach(roles::add);
        context.json(answer);
    }

    private void principals(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("principals");
        for (PrincipalRow row : administration().principals()) {
            list.addObject()
                    .put("name", row.name())
                    .put("source", row.source().name().toLowerCase(Locale.ROOT));
        }
        context.json(answer);
    }

    private void createPrincipal(Context context) {
        JsonNode body = body(context);
        String source = text(body, "source");
        PrincipalRow.Source known =
                switch (source) {
                    case null -> PrincipalRow.Source.LOCAL;
                    case "local" -> PrincipalRow.Source.LOCAL;
                    case "oidc" -> PrincipalRow.Source.OIDC;
                    default ->
                            throw new IllegalArgumentException(
                                    "source is '%s'; accepted: local, oidc".formatted(source));
                };
        administration().createPrincipal(required(body, "name"), known);
        context.status(201);
    }

    private void dropPrincipal(Context context) {
        administration().dropPrincipal(context.pathParam("name"));
        context.status(204);
    }

    private void roles(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("roles");
        for (RoleRow row : administration().roles()) {
            ArrayNode members = list.addObject().put("name", row.name()).putArray("members");
            row.members().forEach(members::add);
        }
        context.json(answer);
    }

    private void createRole(Context context) {
        administration().createRole(required(body(context), "name"));
        context.status(201);
    }

    private void dropRole(Context context) {
        administration().dropRole(context.pathParam("name"));
        context.status(204);
    }

    private void addMember(Context context) {
        administration().addMember(context.pathParam("name"), context.pathParam("principal"));
        context.status(204);
    }

    private void removeMember(Context context) {
        administration().removeMember(context.pathParam("name"), context.pathParam("principal"));
        context.status(204);
    }

    private void tokens(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("tokens");
        for (TokenRow row : administration().tokens(context.queryParam("principal"))) {
            list.addObject()
                    .put("id", row.id())
                    .put("principal", row.principal())
                    .put("kind", row.kind().name().toLowerCase(Locale.ROOT))
                    .put("createdMillis", row.createdMillis())
                    .put("expiresMillis", row.expiresMillis());
        }
        context.json(answer);
    }

    private void createToken(Context context) {
        JsonNode body = body(context);
        String expires = text(body, "expires");
        TokenRow.Kind kind =
                body.path("client").asBoolean() ? TokenRow.Kind.CLIENT : TokenRow.Kind.BEARER;
        NewToken token =
                administration()
                        .createToken(
                                required(body, "principal"),
                                kind,
                                expires == null ? null : Durations.parse(expires));
        context.header("Cache-Control", "no-store")
                .status(201)
                .json(
                        Json.MAPPER
                                .createObjectNode()
                                .put("id", token.id())
                                .put("principal", token.principal())
                                .put("token", token.text())
                                .put("expiresMillis", token.expiresMillis()));
    }

    private void revokeToken(Context context) {
        administration().revokeToken(context.pathParam("id"));
        context.status(204);
    }

    private void grants(Context context) {
        String on = context.queryParam("on");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("grants");
        List<Granting.Held> held =
                asCaller(
                        context,
                        () ->
                                granting(context)
                                        .on(
                                                GrantTexts.target(
                                                        on == null ? "warehouse" : on, List.of())));
        for (Granting.Held grant : held) {
            ObjectNode node = list.addObject();
            node.put("to", grant.grantee().text())
                    .put("privilege", grant.privilege().name())
                    .put("grantedBy", grant.grantedBy());
            if (grant.column() >= 0) {
                node.put("column", grant.column());
            }
        }
        context.json(answer);
    }

    private void change(Context context, boolean grants) {
        JsonNode body = body(context);
        int changed =
                asCaller(
                        context,
                        () -> {
                            Set<Privilege> privileges =
                                    GrantTexts.privileges(
                                            String.join(",", list(body, "privileges")));
                            Granting.Target target =
                                    GrantTexts.target(required(body, "on"), list(body, "columns"));
                            Grantee grantee = Grantee.parse(required(body, "to"));
                            return grants
                                    ? granting(context).grant(privileges, target, grantee)
                                    : granting(context).revoke(privileges, target, grantee);
                        });
        context.json(Json.MAPPER.createObjectNode().put("changed", changed));
    }

    /// Of the warehouse that the query names, or the main one.
    private Granting granting(Context context) {
        String warehouse = context.queryParam("warehouse");
        return warehouse == null ? catalog.granting() : catalog.granting(warehouse);
    }

    private static <T> T asCaller(Context context, Supplier<T> work) {
        try {
            return Login.caller(context).during(work);
        } catch (CatalogException | RESTException | IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private static JsonNode body(Context context) {
        try {
            JsonNode body = Json.MAPPER.readTree(context.bodyAsBytes());
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw new ApiException(400, "INVALID_ARGUMENTS", "The body is not JSON");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("Reading a body from memory", e);
        }
        throw new ApiException(400, "INVALID_ARGUMENTS", "The body must be a JSON object");
    }

    private static @Nullable String text(JsonNode body, String field) {
        JsonNode node = body.get(field);
        return node == null || node.isNull() ? null : node.asText();
    }

    private static String required(JsonNode body, String field) {
        String value = text(body, field);
        if (value == null || value.isBlank()) {
            throw new ApiException(
                    400, "INVALID_ARGUMENTS", "Field \"" + field + "\" must be a string");
        }
        return value;
    }

    private static List<String> list(JsonNode body, String field) {
        List<String> values = new ArrayList<>();
        JsonNode node = body.get(field);
        if (node != null && node.isTextual()) {
            values.add(node.textValue());
        } else if (node != null) {
            node.forEach(value -> values.add(value.asText()));
        }
        return values;
    }
}
