package dev.tarn.server.command;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.AccessAdministration.NewToken;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.store.TokenRow;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.ConfigException;
import dev.tarn.server.config.Durations;
import dev.tarn.server.config.TarnConfig;

import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// `tarn token`: makes, lists and revokes tokens, straight in the lake's database. Whoever can open
/// that may do everything anyway, so the first administrator is made this way.
@Command(
        name = "token",
        description = "Make, list and revoke access tokens, in the lake's own database.")
public final class TokenCommand {
    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(name = "create", description = "Make a token and show it, once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "The principal; made if there is none.")
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            description = "Put the principal into this role; may be repeated.")
                    @Nullable List<String> roles,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "After this time, such as 12h or 90d (default: never).")
                    @Nullable String expires,
            @Option(
                            names = "--client",
                            description =
                                    "Make an OAuth2 client's id and secret, not a bearer token.")
                    boolean client) {
        List<String> all = roles == null ? new ArrayList<>() : roles;
        TokenRow.Kind kind = client ? TokenRow.Kind.CLIENT : TokenRow.Kind.BEARER;
        return change(access -> {
            all.forEach(role -> access.checkThere(dev.tarn.catalog.auth.Grantee.role(role)));
            NewToken token =
                    access.createToken(
                            name, kind, expires == null ? null : Durations.parse(expires));
            all.forEach(role -> access.addMember(role, name));
            show(token);
        });
    }

    private void show(NewToken token) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        switch (token.kind()) {
            case CLIENT -> {
                out.printf("%s:%s%n", token.id(), token.text());
                err.println(
                        "This is the client's id and secret, as Iceberg's property `credential`"
                                + " takes them. They are not shown again.");
            }
            case BEARER, ACCESS -> {
                out.println(token.text());
                err.println(
                        "Send it as `Authorization: Bearer …`. It is not shown again; `tarn token"
                                + " revoke "
                                + token.id()
                                + "` ends it.");
            }
        }
    }

    @Command(name = "list", description = "List tokens, never their secrets.")
    int list(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "Of one principal.")
                    @Nullable String name) {
        return change(access -> {
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%-18s %-8s %-21s %-21s %s%n", "id", "kind", "created", "expires", "of");
            for (TokenRow token : access.tokens(name)) {
                Long expires = token.expiresMillis();
                out.printf(
                        "%-18s %-8s %-21s %-21s %s%n",
                        token.id(),
                        token.kind().name().toLowerCase(java.util.Locale.ROOT),
                        second(token.createdMillis()),
                        expires == null ? "never" : second(expires),
                        token.principal());
            }
        });
    }

    private static String second(long millis) {
        return Instant.ofEpochSecond(millis / 1_000).toString();
    }

    @Command(name = "revoke", description = "Make a token good for nothing, at once.")
    int revoke(@Parameters(paramLabel = "ID", description = "As `list` shows it.") String id) {
        return change(access -> {
            access.revokeToken(id);
            spec.commandLine().getErr().println("Token " + id + " is revoked.");
        });
    }

    private int change(Consumer<AccessAdministration> work) {
        TarnConfig config = TarnConfig.from(options.settings());
        try (TarnCatalog catalog = Tarn.openCatalog(config)) {
            work.accept(catalog.administration());
            return 0;
        } catch (CatalogException | BadRequestException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
