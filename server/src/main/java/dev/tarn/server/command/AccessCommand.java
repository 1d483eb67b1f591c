package dev.tarn.server.command;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.service.Granting;
import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.catalog.store.RoleRow;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.access.GrantTexts;
import dev.tarn.server.config.ConfigException;
import dev.tarn.server.config.TarnConfig;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/// `tarn access`: principals, roles and grants, straight in the lake's database.
@Command(name = "access", description = "Change who may do what, in the lake's own database.")
public final class AccessCommand {
    private static final String ON = "warehouse, namespace:a.b, table:a.b.t or view:a.b.v.";

    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(name = "grant", description = "Grant privileges.")
    int grant(
            @Parameters(paramLabel = "PRIVILEGE,…") String privileges,
            @Option(names = "--on", required = true, paramLabel = "WHAT", description = ON)
                    String on,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "WHO",
                            description = "role:NAME or user:NAME.")
                    String to,
            @Option(
                            names = "--columns",
                            split = ",",
                            paramLabel = "NAME",
                            description = "SELECT on these columns only.")
                    @Nullable List<String> columns) {
        return change(catalog -> {
            int count =
                    catalog.granting()
                            .grant(
                                    GrantTexts.privileges(privileges),
                                    GrantTexts.target(on, columns == null ? List.of() : columns),
                                    Grantee.parse(to));
            spec.commandLine().getErr().printf("%d granted.%n", count);
        });
    }

    @Command(name = "revoke", description = "Take privileges back.")
    int revoke(
            @Parameters(paramLabel = "PRIVILEGE,…") String privileges,
            @Option(names = "--on", required = true, paramLabel = "WHAT", description = ON)
                    String on,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "WHO",
                            description = "role:NAME or user:NAME.")
                    String from,
            @Option(names = "--columns", split = ",", paramLabel = "NAME")
                    @Nullable List<String> columns) {
        return change(catalog -> {
            int count =
                    catalog.granting()
                            .revoke(
                                    GrantTexts.privileges(privileges),
                                    GrantTexts.target(on, columns == null ? List.of() : columns),
                                    Grantee.parse(from));
            spec.commandLine().getErr().printf("%d revoked.%n", count);
        });
    }

    @Command(name = "grants", description = "List what is granted on something.")
    int grants(@Parameters(paramLabel = "WHAT", description = ON) String on) {
        return change(catalog -> {
            PrintWriter out = spec.commandLine().getOut();
            for (Granting.Held held : catalog.granting().on(GrantTexts.target(on, List.of()))) {
                out.printf(
                        "%-8s %s%s%n",
                        held.privilege(),
                        held.grantee().text(),
                        held.column() < 0 ? "" : " (column " + held.column() + ")");
            }
        });
    }

    @Command(name = "list", description = "List principals and roles.")
    int list() {
        return change(catalog -> {
            PrintWriter out = spec.commandLine().getOut();
            for (PrincipalRow row : catalog.administration().principals()) {
                out.println("user:" + row.name());
            }
            for (RoleRow row : catalog.administration().roles()) {
                out.println("role:" + row.name() + " " + String.join(" ", row.members()));
            }
        });
    }

    @Command(name = "create-role", description = "Make a role.")
    int createRole(@Parameters(paramLabel = "NAME") String name) {
        return change(catalog -> catalog.administration().createRole(name));
    }

    @Command(name = "drop-role", description = "Drop a role with what it was granted.")
    int dropRole(@Parameters(paramLabel = "NAME") String name) {
        return change(catalog -> catalog.administration().dropRole(name));
    }

    @Command(name = "add-member", description = "Put a principal into a role.")
    int addMember(
            @Parameters(paramLabel = "ROLE") String role,
            @Parameters(paramLabel = "NAME") String principal) {
        return change(catalog -> catalog.administration().addMember(role, principal));
    }

    @Command(name = "remove-member", description = "Take a principal out of a role.")
    int removeMember(
            @Parameters(paramLabel = "ROLE") String role,
            @Parameters(paramLabel = "NAME") String principal) {
        return change(catalog -> catalog.administration().removeMember(role, principal));
    }

    @Command(name = "create-principal", description = "Make a principal.")
    int createPrincipal(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--oidc", description = "The issuer vouches for the name, not we.")
                    boolean oidc) {
        return change(catalog ->
                catalog.administration()
                        .createPrincipal(
                                name, oidc ? PrincipalRow.Source.OIDC : PrincipalRow.Source.LOCAL));
    }

    @Command(
            name = "drop-principal",
            description = "Drop a principal with tokens, memberships and grants.")
    int dropPrincipal(@Parameters(paramLabel = "NAME") String name) {
        return change(catalog -> catalog.administration().dropPrincipal(name));
    }

    private int change(Consumer<TarnCatalog> work) {
        TarnConfig config = TarnConfig.from(options.settings());
        try (TarnCatalog catalog = Tarn.openCatalog(config)) {
            return Caller.system()
                    .during(() -> {
                        work.accept(catalog);
                        return 0;
                    });
        } catch (CatalogException
                | BadRequestException
                | AlreadyExistsException
                | NoSuchNamespaceException
                | NoSuchTableException
                | NoSuchViewException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
