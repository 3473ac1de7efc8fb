import { Module } from '@nestjs/common';
import { EstimateRepository } from './estimate.repository.js';
import { EstimateService } from './estimate.service.js';

@Module({ providers: [EstimateRepository, EstimateService], exports: [EstimateService] })
export class EstimatesModule {}
