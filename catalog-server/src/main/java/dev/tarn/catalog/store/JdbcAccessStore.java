package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// [AccessStore] over JDBC. Does not own the [Database].
public final class JdbcAccessStore implements AccessStore {
    private final Transactions transactions;

    public JdbcAccessStore(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public long version() {
        return read(handle ->
                handle.createQuery("SELECT version FROM access_state WHERE id = 1")
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public Optional<PrincipalRow> findPrincipal(String name) {
        return find(
                AccessRows::principal, "SELECT * FROM access_principal WHERE name = :key", name);
    }

    @Override
    public List<PrincipalRow> listPrincipals(KeyRange range) {
        String after = range.after() == null ? "" : range.after();
        return list(
                AccessRows::principal,
                "SELECT * FROM access_principal WHERE name > :after ORDER BY name LIMIT :limit",
                Map.of("after", after, "limit", range.limit()));
    }

    @Override
    public boolean insertPrincipal(PrincipalRow row) {
        return change(handle ->
                handle.createUpdate(
                                        "INSERT INTO access_principal (name, source,"
                                            + " created_millis) VALUES (:name, :source, :created)"
                                            + " ON CONFLICT (name) DO NOTHING")
                                .bind("name", row.name())
                                .bind("source", row.source().name())
                                .bind("created", row.createdMillis())
                                .execute()
                        == 1);
    }

    @Override
    public boolean deletePrincipal(String name) {
        return change(handle -> {
            // access tokens refer to their clients
            run(
                    handle,
                    "DELETE FROM access_token WHERE principal = :name AND kind = 'ACCESS'",
                    name);
            run(handle, "DELETE FROM access_token WHERE principal = :name", name);
            run(handle, "DELETE FROM access_role_member WHERE principal = :name", name);
            run(handle, "DELETE FROM access_grant WHERE grantee = 'user:' || :name", name);
            return run(handle, "DELETE FROM access_principal WHERE name = :name", name) == 1;
        });
    }

    @Override
    public boolean insertRole(String name, long createdMillis) {
        return change(handle ->
                handle.createUpdate(
                                        "INSERT INTO access_role (name, created_millis) VALUES"
                                            + " (:name, :created) ON CONFLICT (name) DO NOTHING")
                                .bind("name", name)
                                .bind("created", createdMillis)
                                .execute()
                        == 1);
    }

    @Override
    public boolean deleteRole(String name) {
        return change(handle -> {
            run(handle, "DELETE FROM access_role_member WHERE role = :name", name);
            run(handle, "DELETE FROM access_grant WHERE grantee = 'role:' || :name", name);
            return run(handle, "DELETE FROM access_role WHERE name = :name", name) == 1;
        });
    }

    @Override
    public List<RoleRow> listRoles() {
        return read(handle -> {
            Map<String, List<String>> members = new LinkedHashMap<>();
            handle.createQuery(
                            "SELECT r.name, m.principal FROM access_role r LEFT JOIN"
                                    + " access_role_member m ON m.role = r.name ORDER BY r.name,"
                                    + " m.principal")
                    .map((row, context) -> {
                        List<String> of =
                                members.computeIfAbsent(
                                        row.getString("name"), _ -> new ArrayList<>());
                        String principal = row.getString("principal");
                        return principal != null && of.add(principal);
                    })
                    .list();
            List<RoleRow> roles = new ArrayList<>();
            members.forEach((name, of) -> roles.add(new RoleRow(name, of)));
            return roles;
        });
    }

    @Override
    public Set<String> rolesOf(String principal) {
        return read(handle ->
                new TreeSet<>(
                        handle.createQuery(
                                        "SELECT role FROM access_role_member WHERE principal ="
                                                + " :name")
                                .bind("name", principal)
                                .mapTo(String.class)
                                .list()));
    }

    @Override
    public boolean hasRole(String name) {
        return read(handle ->
                handle.createQuery("SELECT 1 FROM access_role WHERE name = :name")
                        .bind("name", name)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    @Override
    public boolean insertMember(String role, String principal) {
        return change(handle ->
                handle.createUpdate(
                                        "INSERT INTO access_role_member (role, principal) VALUES"
                                            + " (:role, :principal) ON CONFLICT (role, principal)"
                                            + " DO NOTHING")
                                .bind("role", role)
                                .bind("principal", principal)
                                .execute()
                        == 1);
    }

    @Override
    public boolean deleteMember(String role, String principal) {
        return change(handle ->
                handle.createUpdate(
                                        "DELETE FROM access_role_member WHERE role = :role AND"
                                                + " principal = :principal")
                                .bind("role", role)
                                .bind("principal", principal)
                                .execute()
                        == 1);
    }

    @Override
    public Optional<TokenRow> findToken(String id) {
        return find(AccessRows::token, "SELECT * FROM access_token WHERE id = :key", id);
    }

    @Override
    public List<TokenRow> listTokens(@Nullable String principal) {
        return list(
                AccessRows::token,
                "SELECT * FROM access_token WHERE kind <> 'ACCESS' AND (:all = 1"
                        + " OR principal = :name) ORDER BY principal, id",
                Map.of(
                        "all", principal == null ? 1 : 0,
                        "name", principal == null ? "" : principal));
    }

    @Override
    public void insertToken(TokenRow row) {
        write(handle ->
                handle.createUpdate(
                                "INSERT INTO access_token (id, principal, kind, client_id,"
                                        + " secret_hash, created_millis, expires_millis) VALUES"
                                        + " (:id, :principal, :kind, :client, :hash, :created,"
                                        + " :expires)")
                        .bind("id", row.id())
                        .bind("principal", row.principal())
                        .bind("kind", row.kind().name())
                        .bind("client", row.clientId())
                        .bind("hash", row.secretHash())
                        .bind("created", row.createdMillis())
                        .bind("expires", row.expiresMillis())
                        .execute());
    }

    @Override
    public boolean deleteToken(String id) {
        return change(handle -> {
            run(handle, "DELETE FROM access_token WHERE client_id = :name", id);
            return run(handle, "DELETE FROM access_token WHERE id = :name", id) == 1;
        });
    }

    @Override
    public void deleteExpiredAccessTokens(long nowMillis, int limit) {
        write(handle ->
                handle.createUpdate(
                                "DELETE FROM access_token WHERE id IN (SELECT id FROM access_token"
                                        + " WHERE kind = 'ACCESS' AND expires_millis < :now LIMIT"
                                        + " :limit)")
                        .bind("now", nowMillis)
                        .bind("limit", limit)
                        .execute());
    }

    @Override
    public List<GrantRow> grantsTo(Collection<String> grantees, String warehouseId, int limit) {
        return read(handle ->
                handle.createQuery(
                                "SELECT * FROM access_grant WHERE grantee IN (<grantees>) AND"
                                        + " warehouse_id = :warehouse LIMIT :limit")
                        .bindList("grantees", List.copyOf(grantees))
                        .bind("warehouse", warehouseId)
                        .bind("limit", limit)
                        .map(AccessRows::grant)
                        .list());
    }

    @Override
    public List<GrantRow> grantsOn(String securableId) {
        return list(
                AccessRows::grant,
                "SELECT * FROM access_grant WHERE securable_id = :id ORDER BY"
                        + " grantee, privilege, field_id",
                Map.of("id", securableId));
    }

    @Override
    public boolean insertGrant(GrantRow row) {
        return change(handle -> GrantStatements.insert(handle, row) == 1);
    }

    @Override
    public boolean deleteGrant(GrantRow row) {
        return change(handle ->
                handle.createUpdate(
                                        "DELETE FROM access_grant WHERE securable_id = :id AND"
                                            + " grantee = :grantee AND privilege = :privilege AND"
                                            + " field_id = :field")
                                .bind("id", row.securableId())
                                .bind("grantee", row.grantee())
                                .bind("privilege", row.privilege())
                                .bind("field", row.fieldId())
                                .execute()
                        == 1);
    }

    /// The one row whose `:key` this is.
    private <T> Optional<T> find(RowMapper<T> rows, String sql, String key) {
        return read(handle -> handle.createQuery(sql).bind("key", key).map(rows).findOne());
    }

    private <T> List<T> list(RowMapper<T> rows, String sql, Map<String, ?> values) {
        return read(handle -> handle.createQuery(sql).bindMap(values).map(rows).list());
    }

    private static int run(Handle handle, String sql, String name) {
        return handle.createUpdate(sql).bind("name", name).execute();
    }

    /// Runs a change, and raises the version when it changed something.
    private boolean change(Function<Handle, Boolean> work) {
        return write(handle -> {
            boolean changed = work.apply(handle);
            if (changed) {
                GrantStatements.raiseVersion(handle);
            }
            return changed;
        });
    }

    private <T> T write(Function<Handle, T> work) {
        return transactions.write(work);
    }

    private <T> T read(Function<Handle, T> query) {
        return transactions.read(query);
    }
}
