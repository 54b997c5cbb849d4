import { describe, expect, test } from "vitest";
import { load, resolved } from "./template-fixture.ts";

const Resources = {
  Origin: { Type: "AWS::SecretsManager::Secret", Properties: {} },
  Door: { Type: "AWS::CloudFront::Distribution", Properties: {} },
};
const reference = { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "Origin" }, ":SecretString:::}}"]] };

describe("a dynamic reference to a secret", () => {
  const secret = (id: string) => `value of ${id}`;

  test("becomes its value, by ARN or name, also within a text", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:Hub-Origin-Stint0";
    expect(resolved(reference, { Resources }, { secret })).toBe(`value of ${arn}`);
    expect(resolved("a {{resolve:secretsmanager:stint/okta:SecretString:::}} b", {}, { secret })).toBe(
      "a value of stint/okta b",
    );
  });

  test("is refused where nobody knows values, and where it is to a part or a version of one", () => {
    expect(() => resolved(reference, { Resources })).toThrow(
      "Probe.Properties.value: the value of the secret arn:aws:secretsmanager:",
    );
    for (const tail of ["SecretString:password::", "SecretString::AWSPREVIOUS:", "SecretBinary:::"])
      expect(() => resolved(`{{resolve:secretsmanager:a:${tail}}}`, {}, { secret })).toThrow("is not supported here");
  });
});

describe("an address of the deployment", () => {
  const values = { "AWS::CloudFront::Distribution.DomainName": "front-door.invalid" };
  const addresses = { "https://front-door.invalid": "http://localhost:4780" };

  test("is replaced wherever a resolved text names it", () => {
    const url = { "Fn::Join": ["", ["https://", { "Fn::GetAtt": ["Door", "DomainName"] }, "/requests"]] };
    const value = { links: [url, "https://front-door.invalid"], other: "https://elsewhere.invalid", count: 1 };
    expect(resolved(value, { Resources }, { values, addresses })).toEqual({
      links: ["http://localhost:4780/requests", "http://localhost:4780"],
      other: "https://elsewhere.invalid",
      count: 1,
    });
  });

  test("stays as it is where it is not named whole", () => {
    const host = { "Fn::GetAtt": ["Door", "DomainName"] };
    expect(resolved(host, { Resources }, { values, addresses })).toBe("front-door.invalid");
  });
});

test("attributes of buckets, tables, queues and functions at the edge are as the services give them", () => {
  const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });
  const template = load({
    Resources: {
      Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "pages" } },
      Table: { Type: "AWS::DynamoDB::GlobalTable", Properties: { TableName: "requests" } },
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "lost" } },
      Edge: { Type: "AWS::CloudFront::Function", Properties: { Name: "fallback" } },
      Probe: {
        Type: "Test::Probe",
        Properties: {
          bucket: attribute("Bucket", "RegionalDomainName"),
          stream: attribute("Table", "StreamArn"),
          queue: attribute("Queue", "Arn"),
          edge: attribute("Edge", "FunctionARN"),
        },
      },
    },
  });
  expect(template.ofType("Test::Probe")[0]?.properties).toEqual({
    bucket: "pages.s3.eu-west-1.amazonaws.com",
    stream: "arn:aws:dynamodb:eu-west-1:111122223333:table/requests/stream/2000-01-01T00:00:00.000",
    queue: "arn:aws:sqs:eu-west-1:111122223333:lost",
    edge: "arn:aws:cloudfront::111122223333:function/fallback",
  });
});
