package dev.tarn.engine.schema;

import static dev.tarn.engine.schema.SystemTables.rows;
import static dev.tarn.engine.schema.SystemTables.strings;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.AccessGrants;
import dev.tarn.engine.spi.AccessGrants.Role;
import dev.tarn.engine.spi.CatalogConnection;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/// The tables of `information_schema` about roles, with Trino's columns. Roles are those of the
/// whole server, and users are their only members. `roles` and `role_authorization_descriptors` are
/// empty for who may not list roles; the other two are about the session alone.
final class InformationRoles {
    private InformationRoles() {}

    static @Nullable Relation find(CatalogConnection catalog, String name, Session session) {
        String full = catalog.name() + ".information_schema." + name;
        return switch (name) {
            case "roles" ->
                    rows(
                            full,
                            strings("role_name"),
                            () -> all(catalog, role -> List.of(List.of(role.name()))));
            case "enabled_roles" ->
                    rows(
                            full,
                            strings("role_name"),
                            () -> ofSession(session.usedRoles(), role -> List.of(role)));
            case "applicable_roles" ->
                    rows(
                            full,
                            strings("grantee", "grantee_type", "role_name", "is_grantable"),
                            () ->
                                    ofSession(
                                            session.roles(),
                                            role -> List.of(session.user(), "USER", role, "NO")));
            case "role_authorization_descriptors" ->
                    rows(
                            full,
                            strings(
                                    "role_name",
                                    "grantor",
                                    "grantor_type",
                                    "grantee",
                                    "grantee_type",
                                    "is_grantable"),
                            () -> all(catalog, InformationRoles::members));
            default -> null;
        };
    }

    private static List<List<@Nullable Object>> members(Role role) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String member : role.members()) {
            rows.add(Arrays.asList(role.name(), null, null, member, "USER", "NO"));
        }
        return rows;
    }

    private static List<List<@Nullable Object>> all(
            CatalogConnection catalog, Function<Role, List<List<@Nullable Object>>> rowsOf) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Role role : roles(catalog.access())) {
            rows.addAll(rowsOf.apply(role));
        }
        return rows;
    }

    private static List<Role> roles(@Nullable AccessGrants grants) {
        try {
            return grants == null ? List.of() : grants.roles();
        } catch (SqlException e) {
            if (e.code() == ErrorCode.PERMISSION_DENIED) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<List<@Nullable Object>> ofSession(
            Iterable<String> roles, Function<String, List<@Nullable Object>> row) {
        TreeSet<String> sorted = new TreeSet<>();
        roles.forEach(sorted::add);
        return sorted.stream().map(row).toList();
    }
}
