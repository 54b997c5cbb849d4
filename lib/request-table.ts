import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, ProjectionType, StreamViewType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { type Index, indexes, indexSort, key, summary } from "../core/table.ts";
import { keptKey } from "./kept-key.ts";
import type { StintFunction } from "./stint-function.ts";

/** What functions do with the table. No function deletes, scans, or describes. */
export type TableUse = "get" | "insert" | "update";

const action = { get: "GetItem", insert: "PutItem", update: "UpdateItem" } as const;

/** The table of requests: kept and backed up whatever happens to the stack, under a key of the organisation's own. */
export class RequestTable extends Construct {
  readonly table: TableV2;
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = keptKey(this, "Key", { description: "Stint's requests", enableKeyRotation: true });
    const string = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, "Table", {
      partitionKey: string(key.partition),
      sortKey: string(key.sort),
      globalSecondaryIndexes: Object.entries(indexes).map(([indexName, attribute]) => ({
        indexName,
        partitionKey: string(attribute),
        sortKey: string(indexSort),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [summary],
      })),
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Lets a function use the table in these ways and query these indexes, and use its key through DynamoDB only. */
  grant(to: StintFunction, uses: readonly TableUse[], query: readonly Index[] = []): void {
    to.allow(
      uses.map((use) => `dynamodb:${action[use]}`),
      [this.table.tableArn],
    );
    if (query.length > 0)
      to.allow(
        ["dynamodb:Query"],
        query.map((index) => `${this.table.tableArn}/index/${index}`),
      );
    this.grantKey(to);
  }

  /** Lets whoever reads the table or its stream use its key, through DynamoDB only. */
  grantKey(to: IGrantable): void {
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt"],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { "kms:ViaService": `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}
