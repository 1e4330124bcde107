// s3rver on a free port of loopback, with the bucket `bidroom`; prints the port. node s3rver.cjs NPM FOLDER
const { createRequire } = require("node:module");
const S3rver = createRequire(process.argv[2] + "/package.json")("s3rver");

new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: process.argv[3], configureBuckets: [{ name: "bidroom" }] })
  .run()
  .then((address) => console.log(address.port));
