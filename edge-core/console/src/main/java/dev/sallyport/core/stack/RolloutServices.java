package dev.sallyport.core.stack;

import dev.sallyport.core.account.AwsClients;

/** What the steps of a rollout work with. */
record RolloutServices(
        AwsClients aws,
        Packaging packaging,
        Deployment deployment,
        Planning planning,
        Site site,
        Proofs proofs,
        StagingCopy staging,
        RolloutJournal journal) {}
