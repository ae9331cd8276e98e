'use strict';
// A function's credentials are its role's, in its environment: each chain that ends there gives those.
const fromEnv = () => async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    throw Object.assign(new Error('Unable to find environment variable credentials.'), { name: 'CredentialsProviderError' });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};

exports.fromEnv = fromEnv;
exports.defaultProvider = fromEnv;
exports.fromNodeProviderChain = fromEnv;
