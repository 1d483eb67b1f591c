package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.FunctionMetadata;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.StoredFunctions;
import dev.tarn.engine.spi.FunctionCatalog;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.Existence;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// CREATE FUNCTION and DROP FUNCTION. Overloads of a name are one thing to the catalog, so that who
/// changes one while another is changed looks again.
final class FunctionCommands {
    private static final int MAX_ATTEMPTS = 5;

    private FunctionCommands() {}

    /// Where a function is or would be.
    private record Place(TableName name, FunctionCatalog functions) {
        static Place of(Name name, CommandContext context) {
            TableName place = context.catalogs().table(name, context.session());
            return new Place(
                    place,
                    StoredFunctions.of(place.catalog().name(), place.catalog().functions(), name));
        }

        @Nullable StoredFunction find() {
            return StoredFunctions.find(name, functions);
        }
    }

    static CommandResult create(Command.CreateFunction create, CommandContext context) {
        Place place = Place.of(create.name(), context);
        place.name().requireNamespace(create.name().position());
        return repeated(() -> createOnce(create, place));
    }

    private static void createOnce(Command.CreateFunction create, Place place) {
        StoredFunction existing = place.find();
        FunctionDefinition definition = create.definition();
        long now = System.currentTimeMillis();
        if (existing == null) {
            place.functions()
                    .create(place.name().identifier(), FunctionMetadata.of(definition, now));
            return;
        }
        List<DataType> types = definition.signature().types();
        if (overload(existing, types) != null && create.existence() != Existence.NEW_OR_REPLACED) {
            if (create.existence() == Existence.NEW_UNLESS_THERE) {
                return;
            }
            throw new SqlException(
                    ErrorCode.ALREADY_EXISTS,
                    "Function '%s%s' already exists"
                            .formatted(existing, FunctionSignature.list(types)),
                    create.name().position(),
                    null);
        }
        place.functions()
                .replace(
                        existing.place().identifier(),
                        existing.metadata(),
                        FunctionMetadata.with(existing.metadata(), definition, now));
    }

    static CommandResult drop(Command.DropFunction drop, CommandContext context) {
        Place place = Place.of(drop.name(), context);
        return repeated(() -> dropOnce(drop, place));
    }

    private static void dropOnce(Command.DropFunction drop, Place place) {
        StoredFunction existing = place.find();
        List<DataType> types = drop.types();
        FunctionDefinition dropped =
                existing == null
                        ? null
                        : types == null ? only(existing, drop) : overload(existing, types);
        if (existing == null || dropped == null) {
            if (drop.ifExists()) {
                return;
            }
            throw existing == null
                    ? StoredFunctions.notFound(place.name(), place.functions(), drop.name())
                    : new SqlException(
                            ErrorCode.FUNCTION_NOT_FOUND,
                            "Function %s has no overload %s; there are: %s"
                                    .formatted(
                                            existing,
                                            FunctionSignature.list(
                                                    types == null ? List.of() : types),
                                            existing.usage()),
                            drop.name().position(),
                            null);
        }
        String rest =
                FunctionMetadata.without(
                        existing.metadata(),
                        dropped.signature().types(),
                        System.currentTimeMillis());
        if (rest == null) {
            place.functions().drop(existing.place().identifier(), existing.metadata());
        } else {
            place.functions().replace(existing.place().identifier(), existing.metadata(), rest);
        }
    }

    /// Drops the functions of a namespace.
    static void dropAll(FunctionCatalog functions, Namespace namespace) {
        for (String name : functions.list(namespace)) {
            TableIdentifier identifier = TableIdentifier.of(namespace, name);
            repeated(() -> {
                String metadata = functions.load(identifier);
                if (metadata != null) {
                    functions.drop(identifier, metadata);
                }
            });
        }
    }

    private static FunctionDefinition only(StoredFunction function, Command.DropFunction drop) {
        if (function.definitions().size() == 1) {
            return function.definitions().getFirst();
        }
        throw new SqlException(
                ErrorCode.AMBIGUOUS_NAME,
                "Function %s has overloads; name the types of the one to drop: %s"
                        .formatted(function, function.usage()),
                drop.name().position(),
                null);
    }

    private static @Nullable FunctionDefinition overload(
            StoredFunction function, List<DataType> types) {
        for (FunctionDefinition definition : function.definitions()) {
            if (definition.signature().types().equals(types)) {
                return definition;
            }
        }
        return null;
    }

    /// Does `change`, again if the function was changed meanwhile.
    private static CommandResult repeated(Runnable change) {
        for (int attempt = 1; ; attempt++) {
            try {
                change.run();
                return CommandResult.DONE;
            } catch (CommitFailedException | AlreadyExistsException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
