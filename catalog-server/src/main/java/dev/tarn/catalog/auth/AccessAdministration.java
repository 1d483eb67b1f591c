package dev.tarn.catalog.auth;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.store.AccessStore;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.catalog.store.RoleRow;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Principals, roles and tokens, as an administrator changes them. Asks nobody whether they may:
/// that is for the door to do. Thread-safe.
public final class AccessAdministration {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@|-]{0,127}");
    private static final int MAX_LISTED_PRINCIPALS = 10_000;

    private final AccessStore store;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public AccessAdministration(AccessStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// A token that was just made. `text` is shown once and kept nowhere.
    ///
    /// @param expiresMillis null means never
    public record NewToken(
            String id,
            String principal,
            TokenRow.Kind kind,
            String text,
            @Nullable Long expiresMillis) {
        @Override
        public String toString() {
            return "NewToken[id=" + id + ", principal=" + principal + ", kind=" + kind + "]";
        }
    }

    public void createPrincipal(String name, PrincipalRow.Source source) {
        checkName("principal", name);
        if (Principal.RESERVED_NAMES.contains(name)) {
            throw new BadRequestException("Principal %s stands for the server itself", name);
        }
        if (!store.insertPrincipal(new PrincipalRow(name, source, clock.millis()))) {
            throw new AlreadyExistsException("Principal already exists: %s", name);
        }
    }

    public void dropPrincipal(String name) {
        if (!store.deletePrincipal(name)) {
            throw noSuchPrincipal(name);
        }
    }

    public List<PrincipalRow> principals() {
        return store.listPrincipals(new KeyRange(null, MAX_LISTED_PRINCIPALS));
    }

    public void createRole(String name) {
        checkName("role", name);
        if (!store.insertRole(name, clock.millis())) {
            throw new AlreadyExistsException("Role already exists: %s", name);
        }
    }

    public void dropRole(String name) {
        if (name.equals(Principal.ADMIN_ROLE) || name.equals(Principal.PUBLIC_ROLE)) {
            throw new BadRequestException("Role %s cannot be dropped", name);
        }
        if (!store.deleteRole(name)) {
            throw noSuchRole(name);
        }
    }

    public List<RoleRow> roles() {
        return store.listRoles();
    }

    /// Puts a principal into a role, where it may be already.
    public void addMember(String role, String principal) {
        if (role.equals(Principal.PUBLIC_ROLE)) {
            throw new BadRequestException("Everybody is in role public");
        }
        checkThere(Grantee.role(role));
        checkThere(Grantee.user(principal));
        store.insertMember(role, principal);
    }

    public void removeMember(String role, String principal) {
        checkThere(Grantee.role(role));
        if (!store.deleteMember(role, principal)) {
            throw noSuchPrincipal(principal);
        }
    }

    /// @throws CatalogException if there is no such principal or role
    public void checkThere(Grantee grantee) {
        switch (grantee.kind()) {
            case USER -> {
                if (store.findPrincipal(grantee.name()).isEmpty()) {
                    throw noSuchPrincipal(grantee.name());
                }
            }
            case ROLE -> {
                if (!store.hasRole(grantee.name())) {
                    throw noSuchRole(grantee.name());
                }
            }
        }
    }

    /// Makes a token for a principal, who is made too when there is none of that name.
    ///
    /// @param kind a bearer token, or a client's credential
    /// @param lifetime null for a token that does not expire
    public NewToken createToken(String principal, TokenRow.Kind kind, @Nullable Duration lifetime) {
        PrincipalRow row = store.findPrincipal(principal).orElse(null);
        if (row == null) {
            createPrincipal(principal, PrincipalRow.Source.LOCAL);
        } else if (row.source() != PrincipalRow.Source.LOCAL) {
            throw new BadRequestException(
                    "%s proves who they are to the OIDC issuer and gets no token here", principal);
        }
        return insert(principal, kind, null, lifetime);
    }

    NewToken insert(
            String principal,
            TokenRow.Kind kind,
            @Nullable String clientId,
            @Nullable Duration lifetime) {
        if (lifetime != null && !lifetime.isPositive()) {
            throw new BadRequestException("A token must live for a while, not %s", lifetime);
        }
        Secret secret = Secret.create(random);
        long now = clock.millis();
        Long expires = lifetime == null ? null : now + lifetime.toMillis();
        store.insertToken(
                new TokenRow(secret.id(), principal, kind, clientId, secret.hash(), now, expires));
        return new NewToken(secret.id(), principal, kind, secret.text(), expires);
    }

    /// Tokens and clients of one principal, or of all.
    public List<TokenRow> tokens(@Nullable String principal) {
        return store.listTokens(principal);
    }

    /// Makes a token good for nothing, and with a client the access tokens it got.
    public void revokeToken(String id) {
        if (!store.deleteToken(id)) {
            throw new CatalogException(ErrorCode.NO_SUCH_TOKEN, "There is no token " + id);
        }
    }

    private static void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadRequestException(
                    "'%s' cannot name a %s: accepted are up to 128 letters, digits and . _ @ | -,"
                            + " starting with a letter or digit",
                    name, what);
        }
    }

    private static CatalogException noSuchPrincipal(String name) {
        return new CatalogException(ErrorCode.NO_SUCH_PRINCIPAL, "There is no principal " + name);
    }

    private static CatalogException noSuchRole(String name) {
        return new CatalogException(ErrorCode.NO_SUCH_ROLE, "There is no role " + name);
    }
}
