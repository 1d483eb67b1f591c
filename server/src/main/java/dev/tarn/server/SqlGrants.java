package dev.tarn.server;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.Errors;
import dev.tarn.catalog.service.Granting;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.AccessGrants;

import org.apache.iceberg.exceptions.RESTException;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The catalog's roles and grants for SQL, in the name of one principal: grants are for whoever
/// holds MANAGE on what they are about, roles for administrators.
final class SqlGrants implements AccessGrants {
    private final TarnCatalog catalog;
    private final String warehouse;
    private final Principal principal;

    SqlGrants(TarnCatalog catalog, String warehouse, Principal principal) {
        this.catalog = catalog;
        this.warehouse = warehouse;
        this.principal = principal;
    }

    private AccessAdministration administration() {
        if (catalog.access().isOn() && !principal.isAdmin()) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: %s needs the role admin".formatted(principal.name()));
        }
        return catalog.administration();
    }

    private <T> T asked(Supplier<T> work) {
        try {
            return catalog.access().callerOf(asking()).during(work);
        } catch (CatalogException | RESTException | IllegalArgumentException e) {
            ErrorCode code =
                    switch (Errors.codeOf(e).status()) {
                        case 401, 403 -> ErrorCode.PERMISSION_DENIED;
                        case 404 -> ErrorCode.NOT_FOUND;
                        case 409 -> ErrorCode.ALREADY_EXISTS;
                        default -> ErrorCode.INVALID_ARGUMENTS;
                    };
            throw new SqlException(code, String.valueOf(e.getMessage()), null, e);
        }
    }

    /// Where nobody is asked who they are, everybody may do everything.
    private Principal asking() {
        return catalog.access().isOn()
                ? principal
                : new Principal(principal.name(), Set.of(Principal.ADMIN_ROLE));
    }

    private void run(Runnable work) {
        asked(() -> {
            work.run();
            return true;
        });
    }

    @Override
    public List<Role> roles() {
        return asked(() ->
                administration().roles().stream()
                        .map(row -> new Role(row.name(), row.members()))
                        .toList());
    }

    @Override
    public void createRole(String role) {
        run(() -> administration().createRole(role));
    }

    @Override
    public void dropRole(String role) {
        run(() -> administration().dropRole(role));
    }

    @Override
    public void addMember(String role, String user) {
        run(() -> administration().addMember(role, user));
    }

    @Override
    public void removeMember(String role, String user) {
        run(() -> administration().removeMember(role, user));
    }

    @Override
    public void grant(List<String> privileges, Securable on, AccessGrants.UserOrRole to) {
        run(() -> granting().grant(privileges(privileges), target(on), grantee(to)));
    }

    @Override
    public void revoke(List<String> privileges, Securable on, AccessGrants.UserOrRole from) {
        run(() -> granting().revoke(privileges(privileges), target(on), grantee(from)));
    }

    @Override
    public List<Held> on(Securable on) {
        return asked(() ->
                granting().on(target(on)).stream()
                        .map(held ->
                                new Held(
                                        grantee(held.grantee()),
                                        held.privilege().name(),
                                        held.column(),
                                        held.grantedBy()))
                        .toList());
    }

    private Granting granting() {
        return catalog.granting(warehouse);
    }

    private static Set<Privilege> privileges(List<String> names) {
        EnumSet<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        names.forEach(name -> privileges.add(Privilege.of(name)));
        return privileges;
    }

    private static Granting.Target target(Securable on) {
        return switch (on) {
            case Securable.OfCatalog _ -> new Granting.Target.Warehouse();
            case Securable.OfNamespace of -> new Granting.Target.OfNamespace(of.namespace());
            case Securable.OfTable of -> new Granting.Target.OfTable(of.table(), of.columns());
            case Securable.OfView of -> new Granting.Target.OfView(of.view());
        };
    }

    private static Grantee grantee(AccessGrants.UserOrRole grantee) {
        return grantee.isRole() ? Grantee.role(grantee.name()) : Grantee.user(grantee.name());
    }

    private static AccessGrants.UserOrRole grantee(Grantee grantee) {
        return new AccessGrants.UserOrRole(grantee.kind() == Grantee.Kind.ROLE, grantee.name());
    }
}
