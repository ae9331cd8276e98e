package dev.sallyport.core.sandbox.ecr;

import dev.sallyport.core.sandbox.access.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ecr.model.InvalidParameterException;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryPolicyNotFoundException;

/** The container registry's errors. */
final class EcrFaults {
    private static final String ECR = "Ecr";

    private EcrFaults() {}

    static AwsServiceException missing(String name, String registry) {
        return Fault.of(
                RepositoryNotFoundException.builder(),
                ECR,
                "RepositoryNotFoundException",
                400,
                "The repository with name '" + name + "' does not exist in the registry with id '" + registry + "'");
    }

    static AwsServiceException exists(String name, String registry) {
        return Fault.of(
                RepositoryAlreadyExistsException.builder(),
                ECR,
                "RepositoryAlreadyExistsException",
                400,
                "The repository with name '" + name + "' already exists in the registry with id '" + registry + "'");
    }

    static AwsServiceException noLifecycle(String name, String registry) {
        return Fault.of(
                LifecyclePolicyNotFoundException.builder(),
                ECR,
                "LifecyclePolicyNotFoundException",
                400,
                "Lifecycle policy does not exist for the repository with name '" + name + "' in the registry with id '"
                        + registry + "'");
    }

    static AwsServiceException noPolicy(String name, String registry) {
        return Fault.of(
                RepositoryPolicyNotFoundException.builder(),
                ECR,
                "RepositoryPolicyNotFoundException",
                400,
                "Repository policy does not exist for the repository with name '" + name + "' in the registry with id '"
                        + registry + "'");
    }

    static AwsServiceException invalid(String message) {
        return Fault.of(InvalidParameterException.builder(), ECR, "InvalidParameterException", 400, message);
    }
}
