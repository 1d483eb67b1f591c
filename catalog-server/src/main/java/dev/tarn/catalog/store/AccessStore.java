package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Principals, roles, tokens and grants of one database, whichever its warehouses.
///
/// Every change is one transaction that also raises [#version], so what was read after asking for
/// the version is good until the version is another one. Safe for use by many threads. All methods
/// throw [StoreUnavailableException] when the database does not answer; a change may then have
/// happened.
public interface AccessStore {

    /// One row by its key: cheap enough for every request.
    long version();

    Optional<PrincipalRow> findPrincipal(String name);

    /// In order of name, after `after`.
    List<PrincipalRow> listPrincipals(KeyRange range);

    /// False when the name is taken.
    boolean insertPrincipal(PrincipalRow row);

    /// Deletes it with its tokens, memberships and grants. False when there is none.
    boolean deletePrincipal(String name);

    /// False when the name is taken.
    boolean insertRole(String name, long createdMillis);

    /// Deletes it with its memberships and grants. False when there is none.
    boolean deleteRole(String name);

    /// All roles with their members, in order.
    List<RoleRow> listRoles();

    Set<String> rolesOf(String principal);

    boolean hasRole(String name);

    /// False when it was one already. Role and principal must exist.
    boolean insertMember(String role, String principal);

    boolean deleteMember(String role, String principal);

    Optional<TokenRow> findToken(String id);

    /// Tokens that people handle, which access tokens are not; of one principal, or of all.
    List<TokenRow> listTokens(@Nullable String principal);

    /// Adds a token. Does not raise the version: nobody can have asked for it before.
    void insertToken(TokenRow row);

    /// Deletes it with the access tokens it gave. False when there is none.
    boolean deleteToken(String id);

    /// Deletes at most `limit` access tokens that expired before `nowMillis`.
    void deleteExpiredAccessTokens(long nowMillis, int limit);

    /// Everything granted to any of the grantees in one warehouse, at most `limit` rows.
    List<GrantRow> grantsTo(Collection<String> grantees, String warehouseId, int limit);

    /// What is granted on one object, columns included.
    List<GrantRow> grantsOn(String securableId);

    /// False when it was granted already.
    boolean insertGrant(GrantRow row);

    /// False when it was not granted.
    boolean deleteGrant(GrantRow row);
}
