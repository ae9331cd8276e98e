package dev.sallyport.core.rollout;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Packaging;
import dev.sallyport.core.blueprint.Site;
import dev.sallyport.core.proof.Proofs;

/** What the steps of a rollout work with. */
record RolloutServices(
        AwsClients aws,
        Packaging packaging,
        Deployment deployment,
        Planning planning,
        WhatStands standing,
        Site site,
        Proofs proofs,
        StagingCopy staging,
        TemporaryFunctions functions,
        RolloutJournal journal,
        Neighbours neighbours) {}
