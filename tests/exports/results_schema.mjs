// results_schema.mjs SCHEMA FILE...: holds each file against the schema, in which every field has to be
// named, though readers are told to pass over what they do not know.
import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";

const [schemaFile, ...files] = process.argv.slice(2);

function close(schema) {
    if (schema === null || typeof schema !== "object") return;
    if (schema.properties) schema.additionalProperties = false;
    Object.values(schema).forEach(close);
}

const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
close(schema);
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

let status = files.length > 0 ? 0 : 1;
for (const file of files) {
    if (validate(JSON.parse(readFileSync(file, "utf8")))) continue;
    status = 1;
    for (const error of validate.errors.slice(0, 5))
        console.log(`${file}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
process.exit(status);
