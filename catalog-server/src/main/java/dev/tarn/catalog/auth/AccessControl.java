package dev.tarn.catalog.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.tarn.catalog.store.AccessStore;
import dev.tarn.catalog.store.GrantRow;
import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Turns what a request proves itself with into a [Caller]. Thread-safe.
///
/// One row is read for each request, the version of all that concerns access. Tokens, memberships
/// and grants are kept in memory for the version they were read at, so the rest costs no query
/// until something changes, and every change holds at once, whichever server of the database made
/// it.
public final class AccessControl {
    private static final long MAX_TOKENS = 10_000;
    private static final long MAX_GRANT_ROWS_KEPT = 500_000;
    private static final int MAX_GRANT_ROWS_EACH = 100_000;
    private static final int MAX_TOKEN_CHARS = 16 << 10;
    private static final String ADMIN_NAME = "admin";

    /// Lets everybody do everything.
    public static final AccessControl OPEN = new AccessControl(AccessConfig.OFF);

    private final AccessConfig config;
    private final @Nullable AccessStore store;
    private final Clock clock;
    private final @Nullable String adminHash;
    private final @Nullable JwtVerifier issuer;
    private final Cache<String, KnownToken> tokens =
            Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();
    private final Cache<String, KnownPrincipal> principals =
            Caffeine.newBuilder().maximumSize(MAX_TOKENS).build();
    private final Cache<GrantsKey, KnownGrants> grants =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_GRANT_ROWS_KEPT)
                    .weigher((GrantsKey _, KnownGrants known) -> known.grants.rowCount() + 1)
                    .build();

    /// A token's row and principal as of one version; both null when there is no such token.
    private record KnownToken(
            long version, @Nullable TokenRow row, @Nullable Principal principal) {}

    /// What is kept here about a principal the issuer vouches for.
    private record KnownPrincipal(long version, boolean isLocal, Set<String> roles) {}

    private record GrantsKey(Principal principal, String warehouseId) {}

    private record KnownGrants(long version, Grants grants) {}

    private AccessControl(AccessConfig config) {
        this.config = config;
        this.store = null;
        this.clock = Clock.systemUTC();
        this.adminHash = null;
        this.issuer = null;
    }

    public AccessControl(AccessConfig config, AccessStore store, Clock clock) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        String adminToken = config.adminToken();
        this.adminHash = adminToken == null ? null : Secret.hash(adminToken);
        OidcConfig oidc = config.oidc();
        this.issuer =
                oidc == null ? null : new JwtVerifier(oidc, new IssuerKeys(oidc, clock), clock);
    }

    private AccessStore store() {
        return Objects.requireNonNull(store, "Whoever lets everybody in needs no store");
    }

    public AccessConfig config() {
        return config;
    }

    /// Whether callers must say who they are.
    public boolean isOn() {
        return config.isOn();
    }

    /// Who sends a request with these credentials.
    ///
    /// @throws NotAuthorizedException if they prove nothing
    public Caller authenticate(Credentials credentials) {
        if (!isOn()) {
            return Caller.unchecked(Principal.ANONYMOUS, Caller.Door.HTTP);
        }
        return switch (credentials) {
            case Credentials.None _ ->
                    throw new NotAuthorizedException(
                            "Who is asking? Send the header Authorization: Bearer TOKEN");
            case Credentials.Other(String scheme) ->
                    throw new NotAuthorizedException(
                            "Authorization scheme %s is not known, accepted is Bearer", scheme);
            case Credentials.Bearer(String token) -> ofToken(token);
            case Credentials.Basic(String user, String token) -> {
                Caller caller = ofToken(token);
                if (!caller.principal().name().equals(user)) {
                    throw new NotAuthorizedException("The token does not belong to user %s", user);
                }
                yield caller;
            }
        };
    }

    /// A principal that has proved who it is earlier, asking again from within this process.
    public Caller callerOf(Principal principal) {
        if (principal.isAdmin()) {
            return Caller.unchecked(principal, Caller.Door.ENGINE);
        }
        return checked(principal, store().version(), Caller.Door.ENGINE);
    }

    /// The roles that a principal has by what is kept here, now; those of an issuer's word are not
    /// among them.
    public Set<String> rolesOf(String principal) {
        return isOn() ? store().rolesOf(principal) : Set.of();
    }

    /// Whether a principal's roles are all kept here.
    public boolean isLocal(String principal) {
        return isOn()
                && store().findPrincipal(principal)
                        .filter(row -> row.source() == PrincipalRow.Source.LOCAL)
                        .isPresent();
    }

    private Caller checked(Principal principal, long version, Caller.Door door) {
        return new Caller(principal, door, warehouse -> grants(principal, warehouse, version));
    }

    private Caller ofToken(String token) {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw invalid();
        }
        if (adminHash != null && Secret.isEqual(Secret.hash(token), adminHash)) {
            return Caller.unchecked(
                    new Principal(ADMIN_NAME, Set.of(Principal.ADMIN_ROLE)), Caller.Door.HTTP);
        }
        long version = store().version();
        Secret secret = Secret.parse(token);
        if (secret != null) {
            return checked(ofSecret(secret, version), version, Caller.Door.HTTP);
        }
        if (issuer != null) {
            return checked(vouched(issuer.verify(token), version), version, Caller.Door.HTTP);
        }
        throw invalid();
    }

    private Principal ofSecret(Secret secret, long version) {
        KnownToken known = tokens.getIfPresent(secret.id());
        if (known == null || known.version != version) {
            known = readToken(secret.id(), version);
            tokens.put(secret.id(), known);
        }
        TokenRow row = known.row;
        Principal principal = known.principal;
        if (row == null
                || principal == null
                || !secret.matches(row.secretHash())
                || row.isExpired(clock.millis())) {
            throw invalid();
        }
        if (row.kind() == TokenRow.Kind.CLIENT) {
            throw new NotAuthorizedException(
                    "This is a client's secret, not a token: exchange it for one at"
                            + " /v1/oauth/tokens");
        }
        return principal;
    }

    private KnownToken readToken(String id, long version) {
        Optional<TokenRow> row = store().findToken(id);
        if (row.isEmpty()) {
            return new KnownToken(version, null, null);
        }
        String name = row.get().principal();
        return new KnownToken(version, row.get(), new Principal(name, store().rolesOf(name)));
    }

    /// Adds the roles that are kept here to those of the issuer. A name that our own tokens go by
    /// is not the issuer's to give.
    private Principal vouched(Principal claimed, long version) {
        KnownPrincipal known = principals.getIfPresent(claimed.name());
        if (known == null || known.version != version) {
            known = readPrincipal(claimed.name(), version);
            principals.put(claimed.name(), known);
        }
        if (known.isLocal || Principal.RESERVED_NAMES.contains(claimed.name())) {
            throw new NotAuthorizedException(
                    "The token is about %s, who is not known by the issuer but here",
                    claimed.name());
        }
        Set<String> roles = new TreeSet<>(claimed.roles());
        roles.addAll(known.roles);
        return new Principal(claimed.name(), roles);
    }

    private KnownPrincipal readPrincipal(String name, long version) {
        Optional<PrincipalRow> row = store().findPrincipal(name);
        return new KnownPrincipal(
                version,
                row.isPresent() && row.get().source() == PrincipalRow.Source.LOCAL,
                row.isPresent() ? store().rolesOf(name) : Set.of());
    }

    private Grants grants(Principal principal, String warehouseId, long version) {
        GrantsKey key = new GrantsKey(principal, warehouseId);
        KnownGrants known = grants.getIfPresent(key);
        if (known == null || known.version != version) {
            known = new KnownGrants(version, readGrants(principal, warehouseId));
            grants.put(key, known);
        }
        return known.grants;
    }

    private Grants readGrants(Principal principal, String warehouseId) {
        List<GrantRow> rows =
                store().grantsTo(principal.grantees(), warehouseId, MAX_GRANT_ROWS_EACH + 1);
        if (rows.size() > MAX_GRANT_ROWS_EACH) {
            throw new ForbiddenException(
                    "%s holds more than %d grants: grant on namespaces in place of tables",
                    principal.name(), MAX_GRANT_ROWS_EACH);
        }
        return Grants.of(rows);
    }

    /// One message for whatever is wrong with a token, so that nobody learns which ids exist.
    static NotAuthorizedException invalid() {
        return new NotAuthorizedException(
                "The token is not valid: it is unknown, revoked or has expired");
    }
}
