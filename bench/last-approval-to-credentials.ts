import { row, sample, type Question } from "./measure.ts";
import { approveAs, engineer, halfApproved, officer, startShippedHub } from "./request-life.ts";
