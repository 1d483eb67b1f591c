package dev.tarn.catalog.http;

import dev.tarn.catalog.service.TableCommit;

import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;

import java.util.List;

/// `POST /v1/transactions/commit`: several tables, all or nothing.
final class TransactionResource {
    private final TableCommit commits;

    TransactionResource(TableCommit commits) {
        this.commits = commits;
    }

    List<Route> routes() {
        return List.of(Route.mutation(Endpoint.V1_COMMIT_TRANSACTION, Needs.WRITE, this::commit));
    }

    private Answer commit(Call call) {
        CommitTransactionRequest request = call.body().as(CommitTransactionRequest.class);
        request.validate();
        commits.commitAll(request.tableChanges(), call.mutation());
        return Answer.NO_CONTENT;
    }
}
