package dev.tarn.catalog.http;

import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.error.Errors;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.KeyTakenException;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Receipt;

import org.apache.iceberg.rest.responses.ErrorResponse;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Answers a repeated request as the first one was answered, by its idempotency key.
///
/// The receipt of a success is written in the transaction of the change. A refusal is kept only
/// when it would be the same again; errors of the server are never kept, so a retry really tries.
final class Replay {
    private final CatalogServices services;
    private final TableResource tables;
    private final PlanResource plans;

    Replay(CatalogServices services, TableResource tables, PlanResource plans) {
        this.services = services;
        this.tables = tables;
        this.plans = plans;
    }

    Answer run(Call call, Function<Call, Answer> handler) {
        Mutation mutation = call.mutation();
        if (mutation.idempotencyKey() == null) {
            return handler.apply(call);
        }
        Optional<Receipt> earlier = services.ledger().find(mutation);
        if (earlier.isPresent()) {
            // decided when this very principal sent this very request before
            call.caller().needsNothing();
            return answer(call, earlier.get());
        }
        try {
            return handler.apply(call);
        } catch (KeyTakenException e) {
            return repeat(call, mutation, e);
        } catch (RuntimeException e) {
            return refuse(call, mutation, e);
        }
    }

    private Answer refuse(Call call, Mutation mutation, RuntimeException error) {
        ErrorCode code = Errors.codeOf(error);
        if (!code.isDeterministic()) {
            throw error;
        }
        ErrorResponse response = Errors.response(error);
        Receipt.Refused refused =
                new Receipt.Refused(response.code(), response.type(), response.message());
        if (services.ledger().recordRefusal(mutation, refused)) {
            throw error;
        }
        // a concurrent request with this key succeeded, which is why this one was refused
        return repeat(call, mutation, error);
    }

    private Answer repeat(Call call, Mutation mutation, RuntimeException error) {
        return services.ledger()
                .find(mutation)
                .map(receipt -> answer(call, receipt))
                .orElseThrow(() -> error);
    }

    private Answer answer(Call call, Receipt receipt) {
        return switch (receipt) {
            case Receipt.Empty _ -> Answer.NO_CONTENT;
            case Receipt.TableAt(String location) ->
                    tables.repeated(call, services.tables().at(location));
            case Receipt.ViewAt(String location) ->
                    Answer.ok(ViewResource.response(services.views().at(location)));
            case Receipt.Planned(String planId) -> plans.submittedBefore(call, planId);
            case Receipt.Json(String body) -> Answer.ok(new RawJson(body));
            case Receipt.Refused r ->
                    new Answer(
                            r.status(),
                            Errors.response(r.status(), r.type(), r.message()),
                            Map.of());
        };
    }

    /// JSON that is already printed.
    record RawJson(String body) {}
}
