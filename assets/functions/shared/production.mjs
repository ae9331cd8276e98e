// Comes before every import of React, which chooses its files by this. Lambda@Edge has no environment variables.
process.env.NODE_ENV = 'production'
